-- What an actor handed in, and waits or was returned.   :actor text
-- Columns: series_id, period_key integer, value, status, comment text
select r.series_id, r.period_key, r.value, r.status, r.comment
  from submission_row as r
  join submission as s on s.id = r.submission_id
 where s.actor = :actor
   and (s.state = 'submitted' or s.state = 'returned')
 order by r.series_id, r.period_key;
