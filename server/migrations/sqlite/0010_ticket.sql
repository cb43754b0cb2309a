-- Support tickets of an incident. Ordinary rows, so that whoever wrote them can be forgotten.
CREATE TABLE ticket (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    incident     INTEGER NOT NULL,
    -- The helpdesk's own number.
    helpdesk_key TEXT NOT NULL,
    subject      TEXT NOT NULL,
    requester    TEXT NOT NULL,
    email        TEXT NOT NULL,
    customer     TEXT NOT NULL,
    excerpt      TEXT NOT NULL,
    url          TEXT NOT NULL,
    created_us   INTEGER NOT NULL,
    added_us     INTEGER NOT NULL,
    list         TEXT NOT NULL CHECK (list IN ('new', 'open', 'done', 'other', 'answered')),
    -- How much it looks like the incident, 0 to 2, and what that was weighed by.
    likely       INTEGER NOT NULL,
    weighed      TEXT NOT NULL,
    -- JSON: what was done about it.
    standing     TEXT NOT NULL,
    owner        INTEGER,
    -- The follow-up has begun.
    begun        INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    UNIQUE (incident, helpdesk_key)
) STRICT;

CREATE INDEX ticket_likely ON ticket (incident, list, likely, created_us, id);
CREATE INDEX ticket_waiting ON ticket (incident, list, created_us, id);
CREATE INDEX ticket_owner ON ticket (incident, list, owner, begun);
CREATE INDEX ticket_weighed ON ticket (incident, list, weighed);
CREATE INDEX ticket_created ON ticket (created_us, incident);
CREATE INDEX ticket_email ON ticket (lower(email));

-- What was done about a ticket, and what it was before.
CREATE TABLE ticket_history (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket  INTEGER NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    -- The ticket's, afterwards.
    version INTEGER NOT NULL,
    at_us   INTEGER NOT NULL,
    person  INTEGER NOT NULL,
    -- The key of the wish that did it: the same wish acts once, and is undone as a whole.
    wish    TEXT NOT NULL,
    act     TEXT NOT NULL,
    before  TEXT NOT NULL,
    UNIQUE (ticket, version)
) STRICT;

CREATE INDEX ticket_history_wish ON ticket_history (wish);
