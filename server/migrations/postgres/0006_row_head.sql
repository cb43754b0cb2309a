-- How far the ordinary rows of each incident have come, group by group.
CREATE TABLE row_head (
    kind     TEXT NOT NULL,
    incident BIGINT NOT NULL,
    -- Goes up with every change of this group.
    head     BIGINT NOT NULL,
    -- Goes up with every change of any group.
    stamp    BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (kind, incident)
);
