-- And of its releases and their series, in words too.   :id integer  of the submission
select r.id, r.published_at_ms, r.added, r.changed, t.series_id, c.code, s.area, s.breakdown,
       t.added, t.changed, t.hash
  from release as r
  left join release_series as t on t.release_id = r.id
  left join series as s on s.id = t.series_id
  left join catalog_item as c on c.id = s.indicator_item_id
 where r.submission_id = :id
 order by r.id, t.series_id;
