-- Does release_series say what the observations say?
-- Columns: how many of its rows are wrong, missing or too many
select (select count(*)
          from (select release_id, series_id, count(*) as values_made
                  from observation
                 group by release_id, series_id) as o
          left join release_series as t
            on t.release_id = o.release_id and t.series_id = o.series_id
         where t.added + t.changed is not o.values_made)
     + (select count(*) from release_series where added + changed < 1);
