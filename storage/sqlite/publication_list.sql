-- Published submissions in order.  Columns: id, chain_no integer, hash blob
select id, chain_no, hash from submission where chain_no is not null order by chain_no;
