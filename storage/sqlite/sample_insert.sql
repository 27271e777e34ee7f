-- A sample that is there already stays as it is.   Parameters: the columns.
insert into sample (series_id, at_ms, id, value)
values (:series_id, :at_ms, :id, :value)
    on conflict do nothing;
