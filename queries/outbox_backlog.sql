-- What waits to be sent, and what was given up.
--   :failed_since  integer  UTC milliseconds
-- Columns: how many messages wait, when the first of them may go (UTC milliseconds; null when
-- none), how many were given up since then; a test was told of at once and does not count
select count(*), min(next_at_ms),
       (select count(*)
          from outbox
         where state = 'failed'
           and changed_at_ms >= :failed_since
           and slot not glob 'test/*')
  from outbox
 where state in ('queued', 'sending');
