-- The vintage recorded last.   :item_id integer.  Columns: vintage integer, document text or null
select vintage, document
  from catalog_vintage
 where item_id = :item_id
 order by vintage desc
 limit 1;
