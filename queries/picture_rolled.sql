-- What stands beside values that were rolled up from samples, of the newest roll-up of each period.
--   :cutoff  integer  UTC milliseconds; published strictly before
-- Columns: indicator text (code), area, breakdown text, period_key integer, vintage integer,
--          samples integer, rule text, low, high text (quartiles; '' none)
select i.code, s.area, s.breakdown, p.period_key, o.vintage, p.used, p.rule, p.spread_low,
       p.spread_high
  from sample_period as p
  join release as r on r.submission_id = p.submission_id
  join observation as o
    on o.series_id = p.series_id
   and o.period_key = p.period_key
   and o.release_id = r.id
  join series as s on s.id = p.series_id
  join catalog_item as i on i.id = s.indicator_item_id
 where p.submission_id is not null
   and p.held_back = ''
   and r.published_at_ms < :cutoff
 order by i.code, s.area, s.breakdown, p.period_key;
