-- Publication of what waited.   :id, :chain_no, :added, :changed, :unchanged integer
update submission
   set chain_no = :chain_no, added = :added, changed = :changed, unchanged = :unchanged
 where id = :id;
