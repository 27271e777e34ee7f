-- A source begins anew: nothing of one of the same name is held against it.   :name text
delete from source_state where name = :name;
