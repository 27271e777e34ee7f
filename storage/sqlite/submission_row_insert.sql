-- A row that waits.  Parameters: the columns.
insert into submission_row (submission_id, series_id, period_key, published_at_ms, value, status,
                            comment)
values (:submission_id, :series_id, :period_key, :published_at_ms, :value, :status, :comment);
