-- The headings under which customers find components, as JSON: each with its components' ids, in the page's order.
ALTER TABLE company ADD COLUMN component_groups TEXT NOT NULL DEFAULT '[]';

DROP TRIGGER company_changed ON company;
CREATE TRIGGER company_changed AFTER UPDATE OF name, demo, policy, component_groups ON company
    FOR EACH ROW EXECUTE FUNCTION company_changed();
