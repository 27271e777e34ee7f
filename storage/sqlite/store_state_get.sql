-- The store's own row.
-- Columns: installed_at_ms, last_commit_at_ms, change_seq, audit_count integer, audit_hash blob,
--          submission_count integer, submission_hash blob
select installed_at_ms, last_commit_at_ms, change_seq, audit_count, audit_hash,
       submission_count, submission_hash
  from store_state
 where id = 1;
