-- Publication of what waited.   :id, :chain_no, :added, :changed, :unchanged integer
update submission
   set verb = case when verb = 'new' and :changed > 0 then 'revise' else verb end,
       chain_no = :chain_no, added = :added, changed = :changed, unchanged = :unchanged
 where id = :id;
