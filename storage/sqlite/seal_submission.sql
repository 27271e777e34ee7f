-- What is sealed of a submission.   :key text  its id
select id, channel, actor, source, reason, reason_code, verb, state, history, invented, checksum,
       created_at_ms, decided_at_ms, decided_by, decision_reason, row_count, added, changed,
       unchanged, chain_no, hash
  from submission
 where id = cast(:key as integer);
