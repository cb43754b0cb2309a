-- Who follows each node live. It tells of now alone, so a crash may empty it.
CREATE UNLOGGED TABLE presence (
    node    TEXT PRIMARY KEY,
    -- Numbers, with commas between them.
    people  TEXT NOT NULL,
    -- When the node last said so, by the database's clock.
    seen_us BIGINT NOT NULL
);
