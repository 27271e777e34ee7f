-- Every vintage of targets that counts as known strictly before an instant, those of one target
-- together and the decisive one last.
--   :target  text     its id; '' all
--   :cutoff  integer  UTC milliseconds
-- Columns: target, vintage integer, known_from_at_ms integer, recorded_at_ms integer,
--          document (null: taken out), actor, change integer (null: through the files),
--          proposed_by (null)
select i.code, v.vintage, v.known_from_at_ms, v.recorded_at_ms, v.document, v.actor, c.id,
       c.proposed_by
  from catalog_item as i
  join catalog_vintage as v on v.item_id = i.id
  left join target_change as c on c.target = i.code and c.vintage = v.vintage
 where i.kind = 'target'
   and (:target = '' or i.code = :target)
   and v.known_from_at_ms < :cutoff
 order by i.id, v.known_from_at_ms, v.vintage;
