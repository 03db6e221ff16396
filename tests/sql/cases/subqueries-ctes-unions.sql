-- Subqueries, WITH, unions.

-- schema: id long, name string, score float
-- input
{"id":1,"name":"a","score":1.5}
{"id":2,"name":"b","score":2.5}
{"id":3,"name":"a"}
{"id":4}

-- case a subquery as a table
select t.name, t.n from (select name, count(*) as n from stream group by name) t where t.n > 1
-- types name string, n long
-- rows
{"name":"a","n":2}

-- case a subquery without a name
select id from (select id from stream where id > 2) order by id
-- types id long
-- rows
{"id":3}
{"id":4}

-- case with
with named as (select * from stream where name is not null) select count(*) as n from named
-- types n long
-- rows
{"n":3}

-- case several names of with, one from the other
with a as (select id, name from stream where id < 4), b as (select name, max(id) as id from a group by name) select * from b order by name
-- types name string, id long
-- rows
{"name":"a","id":3}
{"name":"b","id":2}

-- case with used twice
with a as (select id from stream) select (select count(*) from a) as n, (select max(id) from a) as m
-- types n long, m long
-- rows
{"n":4,"m":4}

-- case with names its columns
with a(x, y) as (select id, name from stream) select x, y from a where x = 1
-- types x long, y string
-- rows
{"x":1,"y":"a"}

-- case with hides the table of that name
with stream as (select 7 as id) select id from stream
-- types id long
-- rows
{"id":7}

-- case union all keeps repeats
select name from stream where id = 1 union all select name from stream where id = 3
-- types name string
-- rows
{"name":"a"}
{"name":"a"}

-- case union drops repeats
select name from stream union select name from stream order by name
-- types name string
-- rows
{}
{"name":"a"}
{"name":"b"}

-- case union distinct
select 1 as v union distinct select 1
-- types v long
-- rows
{"v":1}

-- case union takes the names of the first
select id as a from stream where id = 1 union all select id as b from stream where id = 2
-- types a long
-- rows
{"a":1}
{"a":2}

-- case union widens types
select 1 as v union all select 2.5D order by v
-- types v float
-- rows
{"v":1.0}
{"v":2.5}

-- case union of a number and text is text
select 1 as v union all select 'a'
-- types v string
-- rows
{"v":"1"}
{"v":"a"}

-- case union of NULL and a number
select NULL as v union all select 1
-- types v long
-- rows
{}
{"v":1}

-- case union with order and limit
select id from stream union all select id + 10 from stream order by id desc limit 2
-- types id long
-- rows
{"id":14}
{"id":13}

-- case union of different widths is refused
select 1 as v union all select 1, 2
-- error E18209

-- case except and intersect
select name from stream where name is not null except select 'b' order by name
-- types name string
-- rows
{"name":"a"}

-- case intersect
select id from stream intersect select 2
-- types id long
-- rows
{"id":2}

-- case minus is except
select id from stream minus select 1 order by id
-- types id long
-- rows
{"id":2}
{"id":3}
{"id":4}

-- case except all and intersect all
select x from values (1), (1), (2) as t(x) except all select 1 order by x
-- types x long
-- rows
{"x":1}
{"x":2}

-- case a scalar subquery
select id, (select max(score) from stream) as top from stream where id = 1
-- types id long, top float
-- rows
{"id":1,"top":2.5}

-- case a scalar subquery in a condition
select id from stream where score = (select max(score) from stream)
-- types id long
-- rows
{"id":2}

-- case a scalar subquery without rows is NULL
select (select id from stream where id = 99) as v
-- types v long
-- rows
{}

-- case in with a subquery
select id from stream where name in (select name from stream where id = 1) order by id
-- types id long
-- rows
{"id":1}
{"id":3}

-- case not in with a subquery that has NULL finds nothing
select id from stream where name not in (select name from stream where id >= 3)
-- types id long
-- rows

-- case exists
select id from stream s where exists (select 1 from stream t where t.name = s.name and t.id <> s.id) order by id
-- types id long
-- rows
{"id":1}
{"id":3}

-- case not exists
select id from stream s where not exists (select 1 from stream t where t.name = s.name and t.id <> s.id) order by id
-- types id long
-- rows
{"id":2}
{"id":4}

-- case a correlated scalar subquery
select id, (select count(*) from stream t where t.name = s.name) as n from stream s order by id
-- types id long, n long
-- rows
{"id":1,"n":2}
{"id":2,"n":1}
{"id":3,"n":2}
{"id":4,"n":0}

-- case subqueries in subqueries
select max(n) as v from (select count(*) as n from (select distinct name from stream) a) b
-- types v long
-- rows
{"v":3}

-- case a query in parentheses
(select id from stream where id = 1) union all (select id from stream where id = 2)
-- types id long
-- rows
{"id":1}
{"id":2}

-- case from before select
from stream select id where id = 1
-- error E18209 1:1 SELECT
-- spark rows
{"id":1}
-- why ours asks for the usual order: nobody writes Hive's form in a transform

-- case a union in a subquery with groups
select name, sum(n) as n from (select name, 1 as n from stream union all select name, 10 as n from stream) t where name is not null group by name order by name
-- types name string, n long
-- rows
{"name":"a","n":22}
{"name":"b","n":11}

-- case a scalar subquery of two columns is refused
select (select id, name from stream) as v
-- error E18209

-- case values in with
with t(a, b) as (values (1, 'x'), (2, 'y')) select b from t where a = 2
-- types b string
-- rows
{"b":"y"}

-- case IN a subquery compares text and numbers as text
select x from values ('10'), (' 10 '), ('10.0'), ('1.5'), ('1'), (null) as a(x) where x in (select y from values (10L), (1L) as b(y)) order by x
-- rows
{"x":"1"}
{"x":"10"}

-- case IN a subquery compares text and times as text
select x from values (timestamp '2017-01-02 00:00:00'), (timestamp '2017-01-02 01:00:00') as a(x)
where x in (select y from values ('2017-01-02'), ('2017-01-02 01:00:00') as b(y))
-- rows
{"x":"2017-01-01T17:00:00Z"}

-- case rows with NULL are IN no subquery
select id from values (1, 1, 'a'), (2, 1, null), (3, null, null), (4, 2, 'b') as t(id, n, s) where (n, s) in (select n, s from values (1, 'a'), (1, null), (null, null) as u(n, s)) order by id
-- rows
{"id":1}

-- case rows with NULL are not known to be in no subquery
select id from values (1, 1, 'a'), (2, 1, null), (3, null, null), (4, 2, 'b'), (5, 3, null) as t(id, n, s) where (n, s) not in (select n, s from values (1, 'a'), (1, null), (2, 'c') as u(n, s)) order by id
-- rows
{"id":4}
{"id":5}

-- case not before IN with several columns
select id from values (1, 1, 'a'), (2, 1, null), (3, null, null), (4, 2, 'b'), (5, 3, null) as t(id, n, s) where not ((n, s) in (select n, s from values (1, 'a'), (1, null), (2, 'c') as u(n, s))) order by id
-- rows
{"id":4}
{"id":5}

-- case IN a subquery may stand in arithmetic
select cast(n in (select m from values (1L), (3L) as u(m)) as int) + 1L as v, (case when n not in (select m from values (1L) as u(m)) then n else 0 end) * n as w
from values (1L), (2L) as t(n) order by n
-- rows
{"v":2,"w":0}
{"v":1,"w":4}

-- case IN a subquery with a NULL is not known to be false
select n in (select m from values (1L), (null) as u(m)) as v from values (1L), (2L) as t(n) order by n
-- rows
{"v":true}
{}
-- spark rows
{"v":true}
{"v":false}
-- why Spark takes what is unknown for false when IN a subquery stands outside of WHERE
