-- The status page's own name, colour, pictures and links, as JSON; pictures are in it as base64.
ALTER TABLE company ADD COLUMN brand TEXT NOT NULL DEFAULT '{}';

DROP TRIGGER company_changed ON company;
CREATE TRIGGER company_changed AFTER UPDATE OF name, demo, policy, component_groups, brand ON company
    FOR EACH ROW EXECUTE FUNCTION company_changed();
