-- Written with each commit.  Parameters: the columns.
update store_state
   set installed_at_ms = :installed_at_ms,
       last_commit_at_ms = :last_commit_at_ms,
       change_seq = :change_seq,
       audit_count = :audit_count,
       audit_hash = :audit_hash,
       submission_count = :submission_count,
       submission_hash = :submission_hash
 where id = 1;
