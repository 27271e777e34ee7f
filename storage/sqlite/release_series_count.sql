-- How many series all releases name.
select count(*) from release_series;
