-- Parameters: the columns.
insert into verdict (target, series, run_id, state, document)
values (:target, :series, :run_id, :state, :document);
