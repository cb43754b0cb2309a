-- Since when nothing has reached a channel, when its owner got word of that, and why the last message did not reach it.
ALTER TABLE destination ADD COLUMN failing_us BIGINT;
ALTER TABLE destination ADD COLUMN told_us BIGINT;
ALTER TABLE destination ADD COLUMN why TEXT NOT NULL DEFAULT '';
