-- The company: its people, its components, and what they left half-done. Ordinary rows, so that people can be
-- forgotten; the log refers to them by number.
CREATE TABLE company (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    -- Empty until the first account is made.
    name    TEXT NOT NULL,
    -- Made by `serve --demo`, which takes no other database.
    demo    INTEGER NOT NULL CHECK (demo IN (0, 1)),
    -- JSON; what is not given has its default.
    policy  TEXT NOT NULL,
    -- Goes up with every change of what the directory shows.
    version INTEGER NOT NULL
) STRICT;

INSERT INTO company (id, name, demo, policy, version) VALUES (1, '', 0, '{}', 1);

CREATE TABLE person (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL,
    -- In lower case.
    email         TEXT NOT NULL COLLATE NOCASE UNIQUE,
    role          TEXT NOT NULL CHECK (role IN ('viewer', 'responder', 'admin')),
    team          TEXT NOT NULL,
    -- Without one nobody can sign in as this person.
    password_hash TEXT,
    created_us    INTEGER NOT NULL
) STRICT;

CREATE TABLE component (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Of the token that the browser keeps; whoever reads this table cannot sign in with it.
    token_sha256 BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    person       INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_us   INTEGER NOT NULL,
    last_seen_us INTEGER NOT NULL,
    expires_us   INTEGER NOT NULL
) STRICT;

CREATE INDEX session_person ON session (person);
CREATE INDEX session_expires ON session (expires_us);

CREATE TABLE draft (
    person   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    incident INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('sitrep', 'update')),
    body     TEXT NOT NULL,
    saved_us INTEGER NOT NULL,
    PRIMARY KEY (person, incident, kind)
) STRICT, WITHOUT ROWID;

-- How far each person has read.
CREATE TABLE looked (
    person   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    incident INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (person, incident)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER person_insert AFTER INSERT ON person BEGIN UPDATE company SET version = version + 1; END;
CREATE TRIGGER person_update AFTER UPDATE ON person BEGIN UPDATE company SET version = version + 1; END;
CREATE TRIGGER person_delete AFTER DELETE ON person BEGIN UPDATE company SET version = version + 1; END;
CREATE TRIGGER component_insert AFTER INSERT ON component BEGIN UPDATE company SET version = version + 1; END;
CREATE TRIGGER component_update AFTER UPDATE ON component BEGIN UPDATE company SET version = version + 1; END;
CREATE TRIGGER component_delete AFTER DELETE ON component BEGIN UPDATE company SET version = version + 1; END;
CREATE TRIGGER company_update AFTER UPDATE OF name, demo, policy ON company
BEGIN UPDATE company SET version = version + 1; END;
