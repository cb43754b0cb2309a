-- Components are retired, never deleted: old incidents keep their names, and no slug is used twice.
ALTER TABLE component ADD COLUMN retired_us BIGINT;
-- When the component's record begins; none where an earlier release made it, which did not ask.
ALTER TABLE component ADD COLUMN since_us BIGINT;

-- What was taken over from other status pages: which of ours each record of theirs became.
CREATE TABLE source_record (
    -- The page: statuspage:PAGE
    source    TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('component', 'group', 'incident')),
    -- The page's own id. Whoever takes a record over writes this row with it, so that nobody does so twice.
    source_id TEXT NOT NULL,
    -- The component's slug, the group's name, the incident's number.
    target    TEXT NOT NULL,
    -- The name as the page told it last: another one is a new name there.
    told      TEXT NOT NULL,
    -- Whether the page lists it, or only an incident spoke of it.
    how       TEXT NOT NULL CHECK (how IN ('listed', 'mentioned')),
    PRIMARY KEY (source, kind, source_id)
);

-- What the ids of the feed's entries begin with, fixed at the first start: tag:status.example.com,2026-11-30:3f9a1c20
ALTER TABLE company ADD COLUMN feed_tag TEXT;
