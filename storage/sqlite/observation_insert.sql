-- One vintage.  Parameters: the columns.
insert into observation (series_id, period_key, vintage, release_id, value, status, comment)
values (:series_id, :period_key, :vintage, :release_id, :value, :status, :comment);
