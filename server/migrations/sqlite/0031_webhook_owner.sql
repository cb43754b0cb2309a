-- Whom a webhook belongs to: who added it, or looked after it last. They get word when it is given up.
ALTER TABLE webhook ADD COLUMN owner INTEGER;
-- The secret before the last change of it, and how long messages are signed with it too.
ALTER TABLE webhook ADD COLUMN old_secret TEXT;
ALTER TABLE webhook ADD COLUMN old_until_us INTEGER;
