-- Releases of submissions that are not published, or not there.
select count(*)
  from release as r
  left join submission as s on s.id = r.submission_id
 where s.chain_no is null;
