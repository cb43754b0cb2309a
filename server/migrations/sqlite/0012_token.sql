-- What other programs sign in with. One that is revoked stays, so that the log's names mean something.
CREATE TABLE token (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL,
    token_sha256  BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    role          TEXT NOT NULL CHECK (role IN ('viewer', 'responder', 'admin')),
    -- The admin who made it; none for one from the command line.
    created_by    INTEGER REFERENCES person (id),
    created_us    INTEGER NOT NULL,
    last_used_us  INTEGER,
    revoked_us    INTEGER
) STRICT;

-- A name is somebody's for as long as the token is good.
CREATE UNIQUE INDEX token_live_name ON token (lower(name)) WHERE revoked_us IS NULL;
