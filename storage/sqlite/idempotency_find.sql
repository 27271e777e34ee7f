-- The first answer to a key.   :key text
-- Columns: checksum text, submission_id integer or null, published, added, changed, unchanged
select checksum, submission_id, published, added, changed, unchanged
  from idempotency
 where key = :key;
