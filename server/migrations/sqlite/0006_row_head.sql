-- How far the ordinary rows of each incident have come, group by group.
CREATE TABLE row_head (
    kind     TEXT NOT NULL,
    incident INTEGER NOT NULL,
    -- Goes up with every change of this group.
    head     INTEGER NOT NULL,
    -- Goes up with every change of any group.
    stamp    INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (kind, incident)
) STRICT, WITHOUT ROWID;
