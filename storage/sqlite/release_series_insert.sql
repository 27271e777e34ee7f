-- Parameters: the columns.
insert into release_series (release_id, series_id, added, changed, hash)
values (:release_id, :series_id, :added, :changed, :hash);
