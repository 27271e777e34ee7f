-- One event.  Parameters: the columns; :seal null when the event seals nothing.
insert into audit (id, at_ms, actor, action, object, detail, seal, hash)
values (:id, :at_ms, :actor, :action, :object, :detail, :seal, :hash);
