-- The kinds of drafts are the wire's to know: a new editor needs no new table.
ALTER TABLE draft DROP CONSTRAINT draft_kind_check;
