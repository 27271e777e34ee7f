-- Messages that are to be sent now: queued ones, and those a crash left in the middle.
--   :now    integer   UTC milliseconds
--   :limit  integer   at most so many
-- Columns: id, slot, recipient, message_id, message blob, attempts, created_at_ms
select id, slot, recipient, message_id, message, attempts, created_at_ms
  from outbox
 where state in ('queued', 'sending')
   and next_at_ms <= :now
 order by next_at_ms, id
 limit :limit;
