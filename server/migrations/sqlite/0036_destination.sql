-- Where updates and sitreps go beside mail and webhooks: chats, social networks, numbers. Each belongs to one service.
CREATE TABLE destination (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    service   TEXT NOT NULL,
    name      TEXT NOT NULL UNIQUE,
    -- What was typed, by the field's name, as JSON. Secrets are in it: they have to be sent; nobody is shown them again.
    fields    TEXT NOT NULL,
    -- Whom it reaches: what is told in the other reality never gets here.
    reality   TEXT NOT NULL CHECK (reality IN ('real', 'drill')),
    updates   INTEGER NOT NULL,
    sitreps   INTEGER NOT NULL,
    paused    INTEGER NOT NULL,
    -- Who added it, or changed it last.
    owner     INTEGER,
    made_us   INTEGER NOT NULL
) STRICT;

-- What a service gave back for what it was told of an incident: the message to change, the one to answer.
CREATE TABLE destination_memory (
    destination INTEGER NOT NULL REFERENCES destination (id) ON DELETE CASCADE,
    incident    INTEGER NOT NULL,
    about       TEXT NOT NULL CHECK (about IN ('update', 'sitrep')),
    -- As JSON.
    memory      TEXT NOT NULL,
    PRIMARY KEY (destination, incident, about)
) STRICT, WITHOUT ROWID;
