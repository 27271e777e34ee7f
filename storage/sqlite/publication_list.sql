-- Published submissions in order, with what three places say about how many values they made.
-- Columns: id, chain_no integer, hash blob, of the submission, of its releases, of their series
select s.id, s.chain_no, s.hash, s.added + s.changed,
       (select coalesce(sum(r.added + r.changed), 0) from release as r
         where r.submission_id = s.id),
       (select coalesce(sum(t.added + t.changed), 0)
          from release as r
          join release_series as t on t.release_id = r.id
         where r.submission_id = s.id)
  from submission as s
 where s.chain_no is not null
 order by s.chain_no;
