-- How a source fares after a run of it.
--   :name text, :at_ms integer  begin of the run, :good integer  1: it did not fail,
--   :new integer  1: it brought something new, :code text, :message text,
--   :mark text  null: as it was
insert into source_state (name, last_at_ms, last_good_at_ms, last_new_at_ms, failures,
                          failing_since_at_ms, code, message, mark)
values (:name, :at_ms, iif(:good, :at_ms, 0), iif(:new, :at_ms, 0), iif(:good, 0, 1),
        iif(:good, 0, :at_ms), iif(:good, '', :code), iif(:good, '', :message),
        coalesce(:mark, ''))
    on conflict (name) do update set
       last_at_ms = excluded.last_at_ms,
       last_good_at_ms = iif(:good, :at_ms, last_good_at_ms),
       last_new_at_ms = iif(:new, :at_ms, last_new_at_ms),
       failures = iif(:good, 0, failures + 1),
       failing_since_at_ms = iif(:good, 0, iif(failures, failing_since_at_ms, :at_ms)),
       code = excluded.code,
       message = excluded.message,
       mark = coalesce(:mark, mark);
