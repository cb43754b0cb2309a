-- The event log: append-only, one hash chain over all incidents in position order.
CREATE TABLE event (
    position    INTEGER NOT NULL UNIQUE CHECK (position > 0),
    stream      INTEGER NOT NULL CHECK (stream > 0),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    -- Microseconds since 1970, UTC.
    at_us       INTEGER NOT NULL,
    "by"        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    -- Gone once the body is redacted, so that nobody can guess the text from its digest.
    digest_salt BLOB CHECK (length(digest_salt) = 16),
    body_digest BLOB NOT NULL CHECK (length(body_digest) = 32),
    prev_hash   BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash        BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (stream, seq)
) STRICT;

-- REPLACE removes rows without asking the trigger on DELETE, so an insert must be the next record.
CREATE TRIGGER event_insert BEFORE INSERT ON event
WHEN new.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM event)
    OR new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event WHERE stream = new.stream)
BEGIN
    SELECT RAISE(ABORT, 'a record is appended at the end of the log');
END;

CREATE TRIGGER event_update BEFORE UPDATE ON event
WHEN NOT (
    new.position IS old.position AND new.stream IS old.stream AND new.seq IS old.seq
    AND new.at_us IS old.at_us AND new."by" IS old."by" AND new.kind IS old.kind
    AND new.body_digest IS old.body_digest AND new.prev_hash IS old.prev_hash AND new.hash IS old.hash
    AND old.digest_salt IS NOT NULL AND new.digest_salt IS NULL
)
BEGIN
    SELECT RAISE(ABORT, 'a record of the log is not changed, only its body redacted');
END;

CREATE TRIGGER event_delete BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'a record of the log is not deleted');
END;

-- Commands that have acted, so that one sent twice acts once.
CREATE TABLE command_key (
    "by"     TEXT NOT NULL,
    key      TEXT NOT NULL,
    stream   INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    at_us    INTEGER NOT NULL,
    PRIMARY KEY ("by", key)
) STRICT, WITHOUT ROWID;
