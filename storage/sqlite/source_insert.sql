-- Parameters: the columns.
insert into source (name, document, actor, created_at_ms)
values (:name, :document, :actor, :created_at_ms);
