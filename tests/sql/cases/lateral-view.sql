-- Rows out of arrays and maps.

-- schema: id long, tags array(string), nums array(long), line string, place map(city string, list array(long))
-- input
{"id":1,"tags":["a","b"],"nums":[10,20],"line":"x=1&y=2","place":{"city":"SZ","list":[7,8]}}
{"id":2,"tags":[],"line":"z=3"}
{"id":3}

-- case lateral view explode makes a row of each element
select id, tag from stream lateral view explode(tags) t as tag order by id, tag
-- types id long, tag string
-- rows
{"id":1,"tag":"a"}
{"id":1,"tag":"b"}

-- case lateral view outer keeps records without elements
select id, tag from stream lateral view outer explode(tags) t as tag order by id, tag
-- types id long, tag string
-- rows
{"id":1,"tag":"a"}
{"id":1,"tag":"b"}
{"id":2}
{"id":3}

-- case the view's name qualifies its columns
select stream.id, t.tag from stream lateral view explode(tags) t as tag order by id, tag
-- types id long, tag string
-- rows
{"id":1,"tag":"a"}
{"id":1,"tag":"b"}

-- case lateral view without a name of its columns
select id, col from stream lateral view explode(tags) t order by id, col
-- types id long, col string
-- rows
{"id":1,"col":"a"}
{"id":1,"col":"b"}

-- case lateral view without as
select id, tag from stream lateral view explode(tags) tag order by id, tag
-- error E18228 tag

-- case lateral view posexplode
select id, pos, tag from stream lateral view posexplode(tags) t as pos, tag order by id, pos
-- types id long, pos long, tag string
-- rows
{"id":1,"pos":0,"tag":"a"}
{"id":1,"pos":1,"tag":"b"}

-- case lateral view outer posexplode
select id, pos, tag from stream lateral view outer posexplode(tags) t as pos, tag order by id, pos
-- types id long, pos long, tag string
-- rows
{"id":1,"pos":0,"tag":"a"}
{"id":1,"pos":1,"tag":"b"}
{"id":2}
{"id":3}

-- case two lateral views multiply
select id, tag, num from stream lateral view explode(tags) a as tag lateral view explode(nums) b as num order by id, tag, num
-- types id long, tag string, num long
-- rows
{"id":1,"tag":"a","num":10}
{"id":1,"tag":"a","num":20}
{"id":1,"tag":"b","num":10}
{"id":1,"tag":"b","num":20}

-- case a lateral view of a lateral view
select id, kv, v from stream lateral view explode(split(line, '&')) a as kv lateral view explode(split(kv, '=')) b as v order by id, kv, v
-- types id long, kv string, v string
-- rows
{"id":1,"kv":"x=1","v":"1"}
{"id":1,"kv":"x=1","v":"x"}
{"id":1,"kv":"y=2","v":"2"}
{"id":1,"kv":"y=2","v":"y"}
{"id":2,"kv":"z=3","v":"3"}
{"id":2,"kv":"z=3","v":"z"}

-- case lateral view with a condition
select id, tag from stream lateral view explode(tags) t as tag where tag = 'b'
-- types id long, tag string
-- rows
{"id":1,"tag":"b"}

-- case lateral view with groups
select tag, count(*) as n from stream lateral view explode(tags) t as tag group by tag order by tag
-- types tag string, n long
-- rows
{"tag":"a","n":1}
{"tag":"b","n":1}

-- case lateral view of split text
select id, split(kv, '=')[0] as k, split(kv, '=')[1] as v from stream lateral view explode(split(line, '&')) t as kv order by id, k
-- types id long, k string, v string
-- rows
{"id":1,"k":"x","v":"1"}
{"id":1,"k":"y","v":"2"}
{"id":2,"k":"z","v":"3"}

-- case lateral view of a map's list
select id, n from stream lateral view explode(place.list) t as n order by n
-- types id long, n long
-- rows
{"id":1,"n":7}
{"id":1,"n":8}

-- case lateral view of a map with free keys
select id, k, v from stream lateral view explode(str_to_map(line, '&', '=')) t as k, v order by id, k
-- types id long, k string, v string
-- rows
{"id":1,"k":"x","v":"1"}
{"id":1,"k":"y","v":"2"}
{"id":2,"k":"z","v":"3"}

-- case lateral view of values
select id, x from stream lateral view explode(array(1, 2)) t as x where id = 1 order by x
-- types id long, x long
-- rows
{"id":1,"x":1}
{"id":1,"x":2}

-- case explode as a select item
select id, explode(tags) as tag from stream order by id, tag
-- types id long, tag string
-- rows
{"id":1,"tag":"a"}
{"id":1,"tag":"b"}

-- case explode_outer as a select item
select id, explode_outer(tags) as tag from stream order by id, tag
-- types id long, tag string
-- rows
{"id":1,"tag":"a"}
{"id":1,"tag":"b"}
{"id":2}
{"id":3}

-- case posexplode as a select item
select posexplode(tags) from stream where id = 1
-- types pos long, col string
-- rows
{"pos":0,"col":"a"}
{"pos":1,"col":"b"}

-- case posexplode with names
select posexplode(tags) as (p, t) from stream where id = 1
-- types p long, t string
-- rows
{"p":0,"t":"a"}
{"p":1,"t":"b"}

-- case explode of a map as select items
select explode(map('a', 1, 'b', 2)) as (k, v)
-- types k string, v long
-- rows
{"k":"a","v":1}
{"k":"b","v":2}

-- case explode of a list of maps
select m.a as a, m.b as b from (select explode(array(named_struct('a', 1, 'b', 'x'), named_struct('a', 2, 'b', 'y'))) as m) t order by a
-- types a long, b string
-- rows
{"a":1,"b":"x"}
{"a":2,"b":"y"}

-- case inline makes columns
select inline(array(struct(1, 'a'), struct(2, 'b')))
-- types col1 long, col2 string
-- rows
{"col1":1,"col2":"a"}
{"col1":2,"col2":"b"}

-- case lateral view inline
select id, a, b from stream lateral view inline(array(struct(1, 'x'), struct(2, 'y'))) t as a, b where id = 1 order by a
-- types id long, a long, b string
-- rows
{"id":1,"a":1,"b":"x"}
{"id":1,"a":2,"b":"y"}

-- case stack makes rows
select stack(2, 1, 'a', 2, 'b') as (id, name)
-- types id long, name string
-- rows
{"id":1,"name":"a"}
{"id":2,"name":"b"}

-- case lateral view stack
select id, k, v from stream lateral view stack(2, 'id', id, 'two', 2L) t as k, v where id = 1 order by k
-- types id long, k string, v long
-- rows
{"id":1,"k":"id","v":1}
{"id":1,"k":"two","v":2}

-- case lateral view json_tuple
select j.a, j.b from (select '{"a":"1","b":"2"}' as doc) t lateral view json_tuple(doc, 'a', 'b') j as a, b
-- types a string, b string
-- rows
{"a":"1","b":"2"}

-- case lateral view explode of NULL makes no row
select count(*) as n from stream lateral view explode(nums) t as x where id = 3
-- types n long
-- rows
{"n":0}

-- case explode of what is no array is refused
select id, x from stream lateral view explode(id) t as x
-- error E18209

-- case explode in a condition is refused
select id from stream where explode(tags) = 'a'
-- error E18209 1:29 explode
