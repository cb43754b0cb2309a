-- The status page's own name, colour, pictures and links, as JSON; pictures are in it as base64.
ALTER TABLE company ADD COLUMN brand TEXT NOT NULL DEFAULT '{}';

DROP TRIGGER company_update;
CREATE TRIGGER company_update AFTER UPDATE OF name, demo, policy, component_groups, brand ON company
BEGIN UPDATE company SET version = version + 1; END;
