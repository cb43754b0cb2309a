-- A company's own beginnings of status updates.
CREATE TABLE template (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    phase      TEXT NOT NULL CHECK (phase IN ('investigating', 'confirmed', 'monitoring', 'resolved')),
    name       TEXT NOT NULL,
    body       TEXT NOT NULL,
    changed_us INTEGER NOT NULL,
    changed_by INTEGER REFERENCES person (id) ON DELETE SET NULL,
    UNIQUE (phase, name)
) STRICT;

CREATE TRIGGER template_insert AFTER INSERT ON template BEGIN UPDATE company SET version = version + 1; END;
CREATE TRIGGER template_update AFTER UPDATE ON template BEGIN UPDATE company SET version = version + 1; END;
CREATE TRIGGER template_delete AFTER DELETE ON template BEGIN UPDATE company SET version = version + 1; END;
