-- Living sources that were made by hand.
-- Columns: name, document, actor, created_at_ms
select name, document, actor, created_at_ms
  from source
 where ended_at_ms is null
 order by name;
