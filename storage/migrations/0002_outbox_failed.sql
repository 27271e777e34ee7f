-- Mails that were given up are counted often: without reading the others.
create index outbox_failed on outbox (changed_at_ms) where state = 'failed';
