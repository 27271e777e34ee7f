-- Every event in order.  Columns: id, at_ms integer, actor, action, object, detail text,
--   seal blob or null, hash blob
select id, at_ms, actor, action, object, detail, seal, hash from audit order by id;
