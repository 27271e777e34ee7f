-- :release_id, :series_id integer.  Columns: number of values integer, hash blob
select added + changed, hash
  from release_series
 where release_id = :release_id
   and series_id = :series_id;
