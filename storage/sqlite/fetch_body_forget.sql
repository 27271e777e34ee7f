-- Bodies of the runs that fetch_forget.sql drops.   :before integer
delete from fetch_body
 where fetch_id in (select id
                      from fetch
                     where started_at_ms < :before
                       and submission_id is null
                       and held_id is null
                       and id not in (select max(id) from fetch group by source));
