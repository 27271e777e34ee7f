-- The values of one submission: what it published, or what it would publish; beside each the
-- value that stood there before.
--   :submission  integer
-- Columns: indicator, area, breakdown, period_key, vintage (0: not published), value (null:
--          deliberately missing), status, comment, published_at_ms (0: not yet), had_old, old_value
select c.code, s.area, s.breakdown, o.period_key, o.vintage, o.value, o.status,
       coalesce(o.comment, ''), r.published_at_ms, o.vintage > 1,
       (select p.value from observation as p
         where p.series_id = o.series_id and p.period_key = o.period_key
           and p.vintage = o.vintage - 1)
  from release as r
  join release_series as t on t.release_id = r.id
  join observation as o on o.series_id = t.series_id and o.release_id = r.id
  join series as s on s.id = o.series_id
  join catalog_item as c on c.id = s.indicator_item_id
 where r.submission_id = :submission
union all
select c.code, s.area, s.breakdown, w.period_key, 0, w.value, w.status,
       coalesce(w.comment, ''), w.published_at_ms,
       exists (select 1 from observation as p
                where p.series_id = w.series_id and p.period_key = w.period_key),
       (select p.value from observation as p
         where p.series_id = w.series_id and p.period_key = w.period_key
         order by p.vintage desc limit 1)
  from submission_row as w
  join series as s on s.id = w.series_id
  join catalog_item as c on c.id = s.indicator_item_id
 where w.submission_id = :submission
 order by 1, 2, 3, 4, 5;
