-- One change of a target.   :id integer
-- Columns: state, proposed_by, target text, base_vintage integer, document text,
--          known_from_at_ms integer
select state, proposed_by, target, base_vintage, document, known_from_at_ms
  from target_change
 where id = :id;
