-- What waits to be sent.
-- Columns: how many messages, when the first of them may go (UTC milliseconds; null when none)
select count(*), min(next_at_ms)
  from outbox
 where state in ('queued', 'sending');
