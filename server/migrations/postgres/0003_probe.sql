-- What readiness writes and takes away again: whether the log could be appended to, on this disk, now.
CREATE TABLE probe (bytes BYTEA NOT NULL);
