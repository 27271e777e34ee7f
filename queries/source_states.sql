-- How each source fares that ever ran.
-- Columns: those of the table
select name, last_at_ms, last_good_at_ms, last_new_at_ms, failing_since_at_ms, failures, code,
       message, mark
  from source_state
 order by name;
