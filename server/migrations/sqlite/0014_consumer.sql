-- How far each consumer of the log has come that writes rows, and which node runs it.
CREATE TABLE consumer (
    name        TEXT PRIMARY KEY,
    -- The last record whose rows are written.
    position    INTEGER NOT NULL CHECK (position >= 0),
    -- The node that runs it, and until when: microseconds since 1970 on the database's clock.
    owner       TEXT,
    lease_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
