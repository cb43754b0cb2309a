-- The event log: append-only, one hash chain over all incidents in position order.
CREATE TABLE event (
    position    BIGINT NOT NULL UNIQUE CHECK (position > 0),
    stream      BIGINT NOT NULL CHECK (stream > 0),
    seq         BIGINT NOT NULL CHECK (seq > 0),
    -- Microseconds since 1970, UTC.
    at_us       BIGINT NOT NULL,
    "by"        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    -- Gone once the body is redacted, so that nobody can guess the text from its digest.
    digest_salt BYTEA CHECK (length(digest_salt) = 16),
    body_digest BYTEA NOT NULL CHECK (length(body_digest) = 32),
    prev_hash   BYTEA NOT NULL CHECK (length(prev_hash) = 32),
    hash        BYTEA NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (stream, seq)
);

CREATE FUNCTION event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.digest_salt IS NOT NULL AND NEW.digest_salt IS NULL
            AND (NEW.position, NEW.stream, NEW.seq, NEW.at_us, NEW."by", NEW.kind,
                 NEW.body_digest, NEW.prev_hash, NEW.hash)
              = (OLD.position, OLD.stream, OLD.seq, OLD.at_us, OLD."by", OLD.kind,
                 OLD.body_digest, OLD.prev_hash, OLD.hash)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a record of the log is not changed, only its body redacted'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RAISE EXCEPTION 'a record of the log is not deleted' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER event_update BEFORE UPDATE ON event
    FOR EACH ROW EXECUTE FUNCTION event_guard();
CREATE TRIGGER event_delete BEFORE DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_guard();
CREATE TRIGGER event_truncate BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_guard();

-- Commands that have acted, so that one sent twice acts once.
CREATE TABLE command_key (
    "by"     TEXT NOT NULL,
    key      TEXT NOT NULL,
    stream   BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    at_us    BIGINT NOT NULL,
    PRIMARY KEY ("by", key)
);
