-- Parameters: the columns.
insert into evaluation_run (at_ms, cause, as_of_at_ms, change_seq, targets, behind, duration_us)
values (:at_ms, :cause, :as_of_at_ms, :change_seq, :targets, :behind, :duration_us);
