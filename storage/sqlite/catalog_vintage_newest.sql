-- The vintage recorded last.   :item_id integer
-- Columns: vintage integer, document text or null, known_from_at_ms integer
select vintage, document, known_from_at_ms
  from catalog_vintage
 where item_id = :item_id
 order by vintage desc
 limit 1;
