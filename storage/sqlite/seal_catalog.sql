-- Every vintage of a catalogue item.   :kind, :key text  kind and code
select c.id, c.kind, c.code, v.vintage, v.known_from_at_ms, v.recorded_at_ms, v.document, v.actor
  from catalog_item as c
  join catalog_vintage as v on v.item_id = c.id
 where c.kind = :kind
   and c.code = :key
 order by v.vintage;
