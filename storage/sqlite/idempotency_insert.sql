-- Parameters: the columns.
insert into idempotency (key, checksum, submission_id, published, added, changed, unchanged,
                         created_at_ms)
values (:key, :checksum, :submission_id, :published, :added, :changed, :unchanged, :created_at_ms);
