-- An attempt begins with 'sending'.  What is sent or has failed for good stays so.
--   :id integer, :state, :error text, :next_at_ms, :now_at_ms integer
update outbox
   set state = :state,
       attempts = attempts + (:state = 'sending'),
       last_error = :error,
       next_at_ms = :next_at_ms,
       changed_at_ms = :now_at_ms
 where id = :id
   and state in ('queued', 'sending');
