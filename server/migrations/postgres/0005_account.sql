-- What a session signed in with, so that people recognise their own.
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';

-- Links with which somebody chooses a password: at first, or because the old one is forgotten. One per person.
CREATE TABLE invitation (
    -- Of the token in the link; whoever reads this table cannot use it.
    token_sha256 BYTEA PRIMARY KEY CHECK (length(token_sha256) = 32),
    person       BIGINT NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
    created_us   BIGINT NOT NULL,
    expires_us   BIGINT NOT NULL
);
