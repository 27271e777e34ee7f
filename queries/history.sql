-- Every vintage of an indicator's observations as known strictly before an instant.
--   :indicator  text     code
--   :cutoff     integer  UTC milliseconds
-- Columns: area text, breakdown text ('' none), period_key integer, vintage integer,
--          value text (null: deliberately missing), status text, comment text (null: none),
--          submission_id integer, published_at_ms integer, reason text, actor text, source text,
--          channel text, verb text, invented integer (0 1)
select s.area, s.breakdown, o.period_key, o.vintage, o.value, o.status, o.comment,
       u.id, r.published_at_ms, u.reason, u.actor, u.source, u.channel, u.verb, u.invented
  from catalog_item as i
  join series as s on s.indicator_item_id = i.id
  join observation as o on o.series_id = s.id
  join release as r on r.id = o.release_id
  join submission as u on u.id = r.submission_id
 where i.kind = 'indicator'
   and i.code = :indicator
   and r.published_at_ms < :cutoff
 order by s.area, s.breakdown, o.period_key, o.vintage;
