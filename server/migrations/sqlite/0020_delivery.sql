-- What is told outside, and to whom. Ordinary rows, so that whoever subscribed can be forgotten.

-- One published update or sitrep for one channel: its recipients' rows are made from here, page by page.
CREATE TABLE announcement (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The record in the whole log, and where it reaches.
    position  INTEGER NOT NULL,
    target    TEXT NOT NULL,
    reality   TEXT NOT NULL CHECK (reality IN ('real', 'drill')),
    -- The record within its incident's log.
    incident  INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    -- On the database's clock, as all times here.
    made_us   INTEGER NOT NULL,
    -- The last recipient whose row is made.
    spread_to INTEGER NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'spread', 'dropped')),
    -- Why it was dropped, in words.
    why       TEXT NOT NULL,
    UNIQUE (position, target)
) STRICT;

CREATE INDEX announcement_waiting ON announcement (target, position) WHERE state = 'waiting';
CREATE INDEX announcement_incident ON announcement (incident, seq);

-- One message for one recipient.
CREATE TABLE delivery (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     TEXT NOT NULL,
    -- The subscriber, the webhook or the request, as the channel numbers them.
    recipient   INTEGER NOT NULL,
    -- What limits count together: the domain of an address.
    domain      TEXT NOT NULL,
    -- Zero for what is about no incident.
    incident    INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    -- The same for ever, so that a repeat is recognised.
    message     TEXT NOT NULL UNIQUE,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
    tries       INTEGER NOT NULL,
    made_us     INTEGER NOT NULL,
    due_us      INTEGER NOT NULL,
    -- The node that sends it now, and until when.
    lease       TEXT,
    lease_until INTEGER NOT NULL,
    -- Why it was not sent at the last try.
    why         TEXT NOT NULL
) STRICT;

CREATE INDEX delivery_due ON delivery (channel, due_us, id) WHERE state = 'waiting';
CREATE INDEX delivery_leased ON delivery (channel, lease_until) WHERE state = 'waiting';
CREATE INDEX delivery_order ON delivery (channel, recipient, incident, seq);
CREATE INDEX delivery_told ON delivery (incident, seq, channel, state);
CREATE INDEX delivery_dead ON delivery (id) WHERE state = 'dead';
CREATE INDEX delivery_made ON delivery (made_us);

-- Who asked for mail and confirmed it.
CREATE TABLE subscriber (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    address    TEXT NOT NULL UNIQUE,
    -- In the links of their mail; nobody guesses it.
    token      TEXT NOT NULL UNIQUE,
    -- All components, whatever is picked.
    everything INTEGER NOT NULL,
    -- How often in a row their mail server refused the address.
    refusals   INTEGER NOT NULL,
    since_us   INTEGER NOT NULL
) STRICT;

CREATE TABLE subscription (
    subscriber INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('component', 'incident', 'muted')),
    -- The component's slug or the incident's number.
    key        TEXT NOT NULL,
    PRIMARY KEY (subscriber, kind, key)
) STRICT, WITHOUT ROWID;

-- Who asked for mail and has not confirmed it yet: nothing else is sent to them.
CREATE TABLE subscription_request (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    token      TEXT NOT NULL UNIQUE,
    address    TEXT NOT NULL,
    everything INTEGER NOT NULL,
    -- The components and the incident, a line each: component:api
    picks      TEXT NOT NULL,
    made_us    INTEGER NOT NULL
) STRICT;

CREATE INDEX subscription_request_address ON subscription_request (address, made_us);
CREATE INDEX subscription_request_made ON subscription_request (made_us);

-- Who gets nothing more unless they ask for it themselves. Only a digest of the address is kept.
CREATE TABLE suppression (
    digest  BLOB PRIMARY KEY,
    why     TEXT NOT NULL CHECK (why IN ('unsubscribed', 'refused')),
    made_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where programs are told.
CREATE TABLE webhook (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    url         TEXT NOT NULL UNIQUE,
    -- What signs each message. It has to be read to sign; nobody is shown it again.
    secret      TEXT NOT NULL,
    made_us     INTEGER NOT NULL,
    -- Since when nothing has reached it, and when it was given up.
    failing_us  INTEGER,
    disabled_us INTEGER,
    why         TEXT NOT NULL
) STRICT;

-- The company's own list, which sitreps go to.
ALTER TABLE company ADD COLUMN sitrep_list TEXT;
