-- NULL and order (spec: sql.md §1.4).

-- schema: id long, name string, price float, at date
-- input
{"id":1,"name":"b","price":2.5,"at":"2017-01-02T07:00:00Z"}
{"id":2,"name":"a"}
{"id":3,"price":-1.0,"at":"2017-01-01T07:00:00Z"}
{"id":4,"name":"B","price":2.5}
{"id":5,"name":"中","at":"2016-01-01T07:00:00Z"}

-- case ascending order has NULL first
select id, name from stream order by name
-- types id long, name string
-- rows
{"id":3}
{"id":4,"name":"B"}
{"id":2,"name":"a"}
{"id":1,"name":"b"}
{"id":5,"name":"中"}

-- case descending order has NULL last
select id, name from stream order by name desc
-- types id long, name string
-- rows
{"id":5,"name":"中"}
{"id":1,"name":"b"}
{"id":2,"name":"a"}
{"id":4,"name":"B"}
{"id":3}

-- case NULL where the query wants it
select id, name from stream order by name asc nulls last
-- types id long, name string
-- rows
{"id":4,"name":"B"}
{"id":2,"name":"a"}
{"id":1,"name":"b"}
{"id":5,"name":"中"}
{"id":3}

-- case NULL first in descending order
select id, name from stream order by name desc nulls first
-- types id long, name string
-- rows
{"id":3}
{"id":5,"name":"中"}
{"id":1,"name":"b"}
{"id":2,"name":"a"}
{"id":4,"name":"B"}

-- case several keys
select id from stream order by price desc, name
-- types id long
-- rows
{"id":4}
{"id":1}
{"id":3}
{"id":2}
{"id":5}

-- case order by a place of the select list
select name, id from stream order by 2 desc
-- types name string, id long
-- rows
{"name":"中","id":5}
{"name":"B","id":4}
{"id":3}
{"name":"a","id":2}
{"name":"b","id":1}

-- case order by an alias
select id, -id as minus from stream order by minus
-- types id long, minus long
-- rows
{"id":5,"minus":-5}
{"id":4,"minus":-4}
{"id":3,"minus":-3}
{"id":2,"minus":-2}
{"id":1,"minus":-1}

-- case order by an expression
select id from stream order by id % 3, id desc
-- types id long
-- rows
{"id":3}
{"id":4}
{"id":1}
{"id":5}
{"id":2}

-- case order by a field that is not selected
select name from stream order by id desc
-- types name string
-- rows
{"name":"中"}
{"name":"B"}
{}
{"name":"a"}
{"name":"b"}

-- case order by a date
select id from stream order by at, id
-- types id long
-- rows
{"id":2}
{"id":4}
{"id":5}
{"id":3}
{"id":1}

-- case an alias wins over a field in the order
select -id as id from stream order by id
-- types id long
-- rows
{"id":-5}
{"id":-4}
{"id":-3}
{"id":-2}
{"id":-1}

-- case limit
select id from stream order by id limit 2
-- types id long
-- rows
{"id":1}
{"id":2}

-- case limit with an order that has NULL
select id from stream order by price limit 2
-- types id long
-- rows
{"id":2}
{"id":5}

-- case limit 0
select id from stream limit 0
-- types id long
-- rows

-- case limit by an expression
select id from stream order by id limit 1 + 1
-- types id long
-- rows
{"id":1}
{"id":2}

-- case offset
select id from stream order by id limit 2 offset 1
-- types id long
-- rows
{"id":2}
{"id":3}

-- case sort by one partition is an order
select id from stream sort by id desc
-- types id long
-- rows
{"id":5}
{"id":4}
{"id":3}
{"id":2}
{"id":1}

-- case distribute by and cluster by keep every record
select id from stream cluster by id
-- types id long
-- rows
{"id":1}
{"id":2}
{"id":3}
{"id":4}
{"id":5}

-- case order in a subquery with a limit counts
select max(id) as v from (select id from stream order by id limit 3) t
-- types v long
-- rows
{"v":3}

-- case order of NaN and infinities
select v from values (double('NaN')), (1D), (double('Infinity')), (NULL), (-double('Infinity')) as t(v) order by v desc limit 3
-- types v float
-- rows
{}
{}
{"v":1.0}

-- case equal keys keep their records
select name, count(*) as n from stream group by name order by n desc, name
-- types name string, n long
-- rows
{"n":1}
{"name":"B","n":1}
{"name":"a","n":1}
{"name":"b","n":1}
{"name":"中","n":1}

-- case order by a boolean expression
select id from stream order by name is null desc, id
-- types id long
-- rows
{"id":3}
{"id":1}
{"id":2}
{"id":4}
{"id":5}

-- case order by a member of a map
select id from values (1, named_struct('a', 2)), (2, named_struct('a', 1)) as t(id, m) order by m.a
-- types id long
-- rows
{"id":2}
{"id":1}

--- NULL

-- case coalesce gives the first that is not NULL (documented)
select coalesce(NULL, NULL, 3) as v
-- types v long
-- rows
{"v":3}

-- case coalesce of NULLs is NULL
select coalesce(NULL, NULL) as v1, coalesce('a') as v2, coalesce(NULL, 1, 2) as v3
-- types v1 string, v2 string, v3 long
-- rows
{"v2":"a","v3":1}

-- case coalesce of numbers of different types
select coalesce(NULL, 1, 2.5D) as v1, coalesce(2.5D, 1) as v2
-- types v1 float, v2 float
-- rows
{"v1":1.0,"v2":2.5}

-- case nvl, ifnull, nvl2, nullif
select
  nvl(NULL, 'x') as v1,
  nvl('a', 'x') as v2,
  ifnull(NULL, 1) as v3,
  nvl2(NULL, 'a', 'b') as v4,
  nvl2(1, 'a', 'b') as v5,
  nullif(1, 1) as v6,
  nullif(1, 2) as v7,
  nullif(NULL, 1) as v8
-- types v1 string, v2 string, v3 long, v4 string, v5 string, v6 long, v7 long, v8 string
-- rows
{"v1":"x","v2":"a","v3":1,"v4":"b","v5":"a","v7":1}

-- case nanvl replaces NaN
select nanvl(double('NaN'), 1) as v1, nanvl(2.5D, 1) as v2, nanvl(NULL, 1) as v3
-- types v1 float, v2 float, v3 float
-- rows
{"v1":1.0,"v2":2.5}

-- case coalesce over records
select id, coalesce(name, 'none') as v, nvl(price, 0) as w, coalesce(price, id) as x from stream
-- types id long, v string, w float, x float
-- rows
{"id":1,"v":"b","w":2.5,"x":2.5}
{"id":2,"v":"a","w":0.0,"x":2.0}
{"id":3,"v":"none","w":-1.0,"x":-1.0}
{"id":4,"v":"B","w":2.5,"x":2.5}
{"id":5,"v":"中","w":0.0,"x":5.0}

-- case a filter on NULL finds nothing
select id from stream where name = NULL
-- types id long
-- rows

-- case is null as a filter
select id from stream where price is null and name is not null
-- types id long
-- rows
{"id":2}
{"id":5}

-- case distinct has one NULL
select distinct price from stream order by price
-- types price float
-- rows
{}
{"price":-1.0}
{"price":2.5}

-- case group by has one group for NULL
select price, count(*) as n from stream group by price order by price
-- types price float, n long
-- rows
{"n":2}
{"price":-1.0,"n":1}
{"price":2.5,"n":2}

-- case NULL in text, numbers and conditions
select NULL + 1 as v1, concat('a', NULL) as v2, if(NULL, 1, 2) as v3
-- types v1 long, v2 string, v3 long
-- rows
{"v3":2}

-- case the type of NULL is text
select NULL as v
-- types v string
-- rows
{}

-- case an empty table
select * from stream where false
-- types id long, name string, price float, at date
-- rows

-- case an aggregate over an empty table
select count(*) as v, sum(id) as w, max(name) as x from stream where false
-- types v long, w long, x string
-- rows
{"v":0}

-- case NULL within structs and arrays comes before everything
select
  max(struct(s, id)).id as a, min(struct(s, id)).id as b, max_by(id, struct(s, 1)) as c, max(array(s, 'x')) as d,
  sort_array(collect_list(struct(s, id))).id as e, sort_array(collect_list(struct(s, id)), false).id as f,
  array_max(collect_list(struct(s, id))).id as g, array_min(collect_list(struct(s, id))).id as h,
  array_sort(collect_list(struct(s, id))).id as i
from values (1, null), (2, 'b'), (3, 'a'), (4, null) as t(id, s)
-- rows
{"a":2,"b":1,"c":2,"d":["b","x"],"e":[1,4,3,2],"f":[2,3,4,1],"g":2,"h":1,"i":[1,4,3,2]}

-- case sorting by structs and arrays that have NULLs
select id, struct(s, id) as v, rank() over (order by array(s, null)) as r, named_struct('a', s) < named_struct('a', 'a') as w, max(struct(s)) over (order by id) as z
from values (1, null), (2, 'b'), (3, 'a'), (4, null) as t(id, s) order by v desc
-- rows
{"id":2,"v":{"s":"b","id":2},"r":4,"w":false,"z":{"s":"b"}}
{"id":3,"v":{"s":"a","id":3},"r":3,"w":false,"z":{"s":"b"}}
{"id":4,"v":{"id":4},"r":1,"w":true,"z":{"s":"b"}}
{"id":1,"v":{"id":1},"r":1,"w":true,"z":{}}

-- case sorting what comes out by structs that have NULLs
select distinct named_struct('a', s) as v from values (1, null), (2, 'b'), (3, 'a'), (4, null) as t(id, s) order by v
-- rows
{"v":{}}
{"v":{"a":"a"}}
{"v":{"a":"b"}}

-- case lists of structs in order, by group
select s as k, sort_array(collect_list(struct(n, id))).id as v, max(array(n, id)) as w from values (1, 'a', 2), (2, 'a', null), (3, 'b', 1), (4, 'a', 1) as t(id, s, n) group by s order by k
-- rows
{"k":"a","v":[2,4,1],"w":[2,1]}
{"k":"b","v":[3],"w":[1,3]}
