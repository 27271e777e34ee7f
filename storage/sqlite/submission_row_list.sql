-- The rows of a submission that waits.   :submission_id integer
-- Columns: series_id, period_key, published_at_ms integer, value, status, comment text
select series_id, period_key, published_at_ms, value, status, comment
  from submission_row
 where submission_id = :submission_id
 order by series_id, period_key, published_at_ms;
