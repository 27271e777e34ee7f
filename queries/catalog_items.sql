-- Every vintage of every catalogue item that counts as known strictly before an instant, those of
-- one item together and the decisive one last.
--   :cutoff  integer  UTC milliseconds
-- Columns: kind text, code text, vintage integer, known_from_at_ms integer,
--          document text (null: retired)
select i.kind, i.code, v.vintage, v.known_from_at_ms, v.document
  from catalog_vintage as v
  join catalog_item as i on i.id = v.item_id
 where v.known_from_at_ms < :cutoff
 order by v.item_id, v.known_from_at_ms, v.vintage;
