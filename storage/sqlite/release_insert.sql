-- Parameters: the columns.
insert into release (submission_id, published_at_ms, added, changed)
values (:submission_id, :published_at_ms, :added, :changed);
