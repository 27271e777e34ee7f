-- What the hash of a publication covers of the submission itself.   :id integer
select id, chain_no, channel, actor, source, reason, reason_code, verb, state, history, invented,
       checksum, created_at_ms, decided_at_ms, decided_by, decision_reason, row_count, added,
       changed, unchanged
  from submission
 where id = :id;
