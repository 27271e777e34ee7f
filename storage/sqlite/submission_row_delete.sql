-- They have become observations.   :submission_id integer
delete from submission_row where submission_id = :submission_id;
