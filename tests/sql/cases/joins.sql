-- Joins of the table with itself and with tables made of it.

-- schema: id long, parent long, name string, amount float
-- input
{"id":1,"name":"root","amount":10.0}
{"id":2,"parent":1,"name":"left","amount":5.0}
{"id":3,"parent":1,"name":"right"}
{"id":4,"parent":9,"name":"lost","amount":1.0}

-- case inner join of a table with itself
select c.id, p.name from stream c join stream p on c.parent = p.id order by c.id
-- types id long, name string
-- rows
{"id":2,"name":"root"}
{"id":3,"name":"root"}

-- case left join
select c.id, p.name from stream c left join stream p on c.parent = p.id order by c.id
-- types id long, name string
-- rows
{"id":1}
{"id":2,"name":"root"}
{"id":3,"name":"root"}
{"id":4}

-- case left outer join
select c.id, p.name from stream c left outer join stream p on c.parent = p.id order by c.id
-- types id long, name string
-- rows
{"id":1}
{"id":2,"name":"root"}
{"id":3,"name":"root"}
{"id":4}

-- case right join
select c.id, p.id as pid from stream c right join stream p on c.parent = p.id order by pid, c.id
-- types id long, pid long
-- rows
{"id":2,"pid":1}
{"id":3,"pid":1}
{"pid":2}
{"pid":3}
{"pid":4}

-- case full outer join
select c.id, p.id as pid from stream c full outer join stream p on c.parent = p.id order by c.id, pid
-- types id long, pid long
-- rows
{"pid":2}
{"pid":3}
{"pid":4}
{"id":1}
{"id":2,"pid":1}
{"id":3,"pid":1}
{"id":4}

-- case cross join
select a.id, b.id as bid from stream a cross join stream b where a.id < 3 and b.id < 3 order by a.id, bid
-- types id long, bid long
-- rows
{"id":1,"bid":1}
{"id":1,"bid":2}
{"id":2,"bid":1}
{"id":2,"bid":2}

-- case tables by commas
select a.id, b.id as bid from stream a, stream b where a.id = b.parent order by bid
-- types id long, bid long
-- rows
{"id":1,"bid":2}
{"id":1,"bid":3}

-- case left semi join
select p.id, p.name from stream p left semi join stream c on c.parent = p.id
-- types id long, name string
-- rows
{"id":1,"name":"root"}

-- case left anti join
select c.id from stream c left anti join stream p on c.parent = p.id order by c.id
-- types id long
-- rows
{"id":1}
{"id":4}

-- case join with using
select id, a.name, b.name as bname from stream a join stream b using (id) where id = 1
-- types id long, name string, bname string
-- rows
{"id":1,"name":"root","bname":"root"}

-- case natural join
select id, v from stream natural join (select 1 as id, 'x' as v) t
-- types id long, v string
-- rows
{"id":1,"v":"x"}

-- case join on several conditions
select c.id from stream c join stream p on c.parent = p.id and c.amount < p.amount order by c.id
-- types id long
-- rows
{"id":2}

-- case join on an inequality
select a.id, b.id as bid from stream a join stream b on a.amount > b.amount order by a.id, bid
-- types id long, bid long
-- rows
{"id":1,"bid":2}
{"id":1,"bid":4}
{"id":2,"bid":4}

-- case join with a subquery
select s.id, t.n from stream s join (select parent, count(*) as n from stream where parent is not null group by parent) t on s.id = t.parent
-- types id long, n long
-- rows
{"id":1,"n":2}

-- case join with a table of values
select s.name, v.label from stream s join (values (1, 'one'), (2, 'two')) as v(id, label) on s.id = v.id order by s.id
-- types name string, label string
-- rows
{"name":"root","label":"one"}
{"name":"left","label":"two"}

-- case join with a name of with
with sums as (select parent, sum(amount) as total from stream group by parent) select s.name, t.total from stream s left join sums t on s.id = t.parent order by s.id
-- types name string, total float
-- rows
{"name":"root","total":5.0}
{"name":"left"}
{"name":"right"}
{"name":"lost"}

-- case three tables
select c.name as c, p.name as p, g.n from stream c join stream p on c.parent = p.id cross join (select count(*) as n from stream) g order by c
-- types c string, p string, n long
-- rows
{"c":"left","p":"root","n":4}
{"c":"right","p":"root","n":4}

-- case NULL keys do not join
select count(*) as n from stream a join stream b on a.parent = b.parent
-- types n long
-- rows
{"n":5}

-- case the null-safe equality joins NULL keys
select count(*) as n from stream a join stream b on a.parent <=> b.parent
-- types n long
-- rows
{"n":6}

-- case join of text and numbers as doubles
select s.id from stream s join (select '2' as id) t on s.id = t.id
-- types id long
-- rows
{"id":2}

-- case all columns of one side
select p.* from stream c join stream p on c.parent = p.id where c.id = 2
-- types id long, parent long, name string, amount float
-- rows
{"id":1,"name":"root","amount":10.0}

-- case a name of both sides is refused
select id from stream a join stream b on a.id = b.parent
-- error E18209 id

-- case an unknown side is refused
select x.id from stream a
-- error E18228 x

-- case a condition on the outer side keeps the record
select c.id, p.id as pid from stream c left join stream p on c.parent = p.id and p.name = 'none' order by c.id
-- types id long, pid long
-- rows
{"id":1}
{"id":2}
{"id":3}
{"id":4}

-- case lateral view after a join
select a.id, x from stream a join stream b on a.id = b.parent lateral view explode(array(1, 2)) t as x where b.id = 2 order by x
-- types id long, x long
-- rows
{"id":1,"x":1}
{"id":1,"x":2}
