-- Values that were handed in and wait for publication.
--   :cutoff  integer  UTC milliseconds; handed in strictly before
-- Columns: series_id integer, period_key integer, created_at_ms integer
select w.series_id, w.period_key, s.created_at_ms
  from submission_row as w
  join submission as s on s.id = w.submission_id
 where s.state in ('submitted', 'returned')
   and s.created_at_ms < :cutoff;
