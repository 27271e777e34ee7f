-- The rows of a submission that is not published.   :key text  its id
select w.series_id, c.code, s.area, s.breakdown, w.period_key, w.published_at_ms, w.value,
       w.status, w.comment
  from submission_row as w
  join series as s on s.id = w.series_id
  join catalog_item as c on c.id = s.indicator_item_id
 where w.submission_id = cast(:key as integer)
 order by w.series_id, w.period_key, w.published_at_ms;
