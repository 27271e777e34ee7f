-- Parameters: the columns.
insert into fetch (source, cause, actor, started_at_ms, duration_ms, outcome, code, message, rows,
                   added, changed, unchanged, refused, held, waiting, samples, submission_id,
                   held_id, report)
values (:source, :cause, :actor, :started_at_ms, :duration_ms, :outcome, :code, :message, :rows,
        :added, :changed, :unchanged, :refused, :held, :waiting, :samples,
        nullif(:submission_id, 0), nullif(:held_id, 0), :report);
