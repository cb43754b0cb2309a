-- Accounts of customers. Ordinary rows, so that they can be forgotten; the log refers to them by number.
CREATE TABLE account (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The company's own number or slug.
    account_key TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    tier       TEXT NOT NULL,
    -- A year, in whole units of the company's currency.
    revenue    INTEGER NOT NULL,
    manager    INTEGER REFERENCES person (id) ON DELETE SET NULL,
    -- JSON: slugs of components, names of regions.
    components TEXT NOT NULL,
    regions    TEXT NOT NULL,
    -- Goes up with every change.
    version    INTEGER NOT NULL
) STRICT;

CREATE INDEX account_value ON account (lower(tier), revenue DESC, id);
CREATE INDEX account_manager ON account (manager);

-- What an account was before a change.
CREATE TABLE account_history (
    account    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- The account's, before.
    version    INTEGER NOT NULL,
    at_us      INTEGER NOT NULL,
    person     INTEGER NOT NULL,
    -- JSON.
    before     TEXT NOT NULL,
    PRIMARY KEY (account, version)
) STRICT;

-- Who speaks to which customer about which incident. Without a row nobody has begun.
CREATE TABLE outreach (
    incident   INTEGER NOT NULL,
    account    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    stage      TEXT NOT NULL CHECK (stage IN ('unclaimed', 'claimed', 'contacted', 'acknowledged')),
    person     INTEGER,
    -- Since when it is at this stage.
    at_us      INTEGER NOT NULL,
    note       TEXT NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (incident, account)
) STRICT;

CREATE INDEX outreach_account ON outreach (account);

-- Every step of every card, the last one too.
CREATE TABLE outreach_history (
    incident   INTEGER NOT NULL,
    account    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- The card's, afterwards.
    version    INTEGER NOT NULL,
    at_us      INTEGER NOT NULL,
    person     INTEGER NOT NULL,
    stage      TEXT NOT NULL,
    note       TEXT NOT NULL,
    PRIMARY KEY (incident, account, version)
) STRICT;

CREATE INDEX outreach_history_account ON outreach_history (account);
