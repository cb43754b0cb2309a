-- Who follows each node live. SQLite has one node, which tells nobody; the two databases have the same tables.
CREATE TABLE presence (
    node    TEXT PRIMARY KEY,
    people  TEXT NOT NULL,
    seen_us INTEGER NOT NULL
) STRICT;
