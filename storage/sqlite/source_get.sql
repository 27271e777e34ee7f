-- The living source of a name.   :name text
-- Columns: document
select document from source where name = :name and ended_at_ms is null;
