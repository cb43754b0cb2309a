-- Since when somebody does not work here any more. Their name stays, because the log refers to it.
ALTER TABLE person ADD COLUMN deactivated_us INTEGER;
