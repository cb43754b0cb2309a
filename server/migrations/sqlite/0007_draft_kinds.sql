-- The kinds of drafts are the wire's to know: a new editor needs no new table.
CREATE TABLE draft_of_any_kind (
    person   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    incident INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    body     TEXT NOT NULL,
    saved_us INTEGER NOT NULL,
    PRIMARY KEY (person, incident, kind)
) STRICT, WITHOUT ROWID;

INSERT INTO draft_of_any_kind SELECT person, incident, kind, body, saved_us FROM draft;
DROP TABLE draft;
ALTER TABLE draft_of_any_kind RENAME TO draft;
