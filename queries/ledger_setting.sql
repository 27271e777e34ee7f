-- A setting of the store itself.
--   :key  text
-- Columns: value
select value
  from setting
 where key = :key;
