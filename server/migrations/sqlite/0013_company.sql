-- The headings under which customers find components, as JSON: each with its components' ids, in the page's order.
ALTER TABLE company ADD COLUMN component_groups TEXT NOT NULL DEFAULT '[]';

DROP TRIGGER company_update;
CREATE TRIGGER company_update AFTER UPDATE OF name, demo, policy, component_groups ON company
BEGIN UPDATE company SET version = version + 1; END;
