-- The change of a target that waits for a decision.   :target text
-- Columns: id integer, proposed_by, document text, known_from_at_ms integer
select id, proposed_by, document, known_from_at_ms
  from target_change
 where target = :target
   and state = 'proposed';
