-- What the store says of itself, in one row.
--   :cutoff  integer  UTC milliseconds; the evaluation run is the newest strictly before
-- Columns: installed_at_ms integer, require_second_person text (null: not set),
--          owed_from text (a date; null: not set), run_id integer, run_at_ms integer (null: none)
select s.installed_at_ms,
       (select value from setting where key = 'require_second_person'),
       (select value from setting where key = 'owed_from'),
       e.id, e.at_ms
  from store_state as s
  left join evaluation_run as e
    on e.id = (select id from evaluation_run where at_ms < :cutoff order by id desc limit 1);
