-- One vintage.  Parameters: the columns, by place.
insert into observation (series_id, period_key, vintage, release_id, value, status, comment)
values (?, ?, ?, ?, ?, ?, ?);
