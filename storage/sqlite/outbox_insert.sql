-- Nothing happens when the slot is taken.  Parameters: the columns, :now_at_ms
insert into outbox (slot, channel, recipient, message_id, subject, message, state, attempts,
                    next_at_ms, last_error, created_at_ms, changed_at_ms)
values (:slot, :channel, :recipient, :message_id, :subject, :message, 'queued', 0,
        :next_at_ms, '', :now_at_ms, :now_at_ms)
on conflict (slot) do nothing;
