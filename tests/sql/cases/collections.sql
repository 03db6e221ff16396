-- Arrays, maps and functions with lambdas.

-- schema: id long, tags array(string), nums array(long), fs array(float), flags array(boolean), place map(city string, zip long, geo map(lat float, lon float))
-- input
{"id":1,"tags":["b","a","c"],"nums":[3,1,2],"fs":[1.5,2.5],"flags":[true,false],"place":{"city":"SZ","zip":518000,"geo":{"lat":22.5,"lon":114.0}}}
{"id":2,"tags":[],"nums":[],"place":{"city":"SH"}}
{"id":3}

--- Arrays

-- case array makes arrays
select
  array(1, 2, 3) as v1,
  array('a', 'b') as v2,
  array(1.5D, 2) as v3,
  array(true, NULL) as v4,
  size(array()) as v5
-- types v1 array(long), v2 array(string), v3 array(float), v4 array(boolean), v5 long
-- rows
{"v1":[1,2,3],"v2":["a","b"],"v3":[1.5,2.0],"v4":[true],"v5":0}

-- case size of arrays, of NULL
select
  size(array(1, 2)) as v1,
  size(NULL) as v2,
  cardinality(array(1)) as v3,
  size(array(NULL)) as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":2,"v2":-1,"v3":1,"v4":1}

-- case size over records
select id, size(tags) as v, size(nums) as w from stream
-- types id long, v long, w long
-- rows
{"id":1,"v":3,"w":3}
{"id":2,"v":0,"w":0}
{"id":3,"v":-1,"w":-1}

-- case array_contains
select
  array_contains(array(1, 2), 2) as v1,
  array_contains(array(1, 2), 3) as v2,
  array_contains(array('a'), 'a') as v3,
  array_contains(array(1, NULL), 2) as v4,
  array_contains(array(1, NULL), 1) as v5
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean
-- rows
{"v1":true,"v2":false,"v3":true,"v5":true}

-- case array_contains over records
select id, array_contains(tags, 'a') as v from stream
-- types id long, v boolean
-- rows
{"id":1,"v":true}
{"id":2,"v":false}
{"id":3}

-- case array_contains as a condition
select id from stream where array_contains(nums, 2)
-- types id long
-- rows
{"id":1}

-- case sort_array
select
  sort_array(array(3, 1, 2)) as v1,
  sort_array(array('b', 'a', 'C')) as v2,
  sort_array(array(3, 1, 2), false) as v3,
  sort_array(array(2, NULL, 1))[0] is null as v4,
  sort_array(array(2, NULL, 1), false)[0] as v5
-- types v1 array(long), v2 array(string), v3 array(long), v4 boolean, v5 long
-- rows
{"v1":[1,2,3],"v2":["C","a","b"],"v3":[3,2,1],"v4":true,"v5":2}

-- case array_sort puts NULL last
select array_sort(array(3, NULL, 1))[0] as v1, array_sort(array(3, NULL, 1))[2] is null as v2
-- types v1 long, v2 boolean
-- rows
{"v1":1,"v2":true}

-- case element access
select
  array(1, 2, 3)[0] as v1,
  array(1, 2, 3)[3] as v2,
  element_at(array(1, 2, 3), 1) as v3,
  element_at(array(1, 2, 3), -1) as v4,
  element_at(array(1, 2, 3), 9) as v5,
  get(array(1, 2), 0) as v6
-- types v1 long, v2 long, v3 long, v4 long, v5 long, v6 long
-- rows
{"v1":1,"v3":1,"v4":3,"v6":1}

-- case array_join
select
  array_join(array('a', 'b'), '-') as v1,
  array_join(array('a', NULL, 'b'), ',') as v2,
  array_join(array('a', NULL, 'b'), ',', '?') as v3,
  array_join(array(1, 2), ',') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"a-b","v2":"a,b","v3":"a,?,b","v4":"1,2"}

-- case array_distinct, array_union, array_intersect, array_except
select
  array_distinct(array(1, 2, 1)) as v1,
  array_union(array(1, 2), array(2, 3)) as v2,
  array_intersect(array(1, 2), array(2, 3)) as v3,
  array_except(array(1, 2), array(2, 3)) as v4
-- types v1 array(long), v2 array(long), v3 array(long), v4 array(long)
-- rows
{"v1":[1,2],"v2":[1,2,3],"v3":[2],"v4":[1]}

-- case array_min, array_max, array_position
select
  array_min(array(3, 1, NULL)) as v1,
  array_max(array(3, 1, NULL)) as v2,
  array_position(array('a', 'b'), 'b') as v3,
  array_position(array('a'), 'z') as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":1,"v2":3,"v3":2,"v4":0}

-- case array_remove, array_repeat, slice
select
  array_remove(array(1, 2, 1), 1) as v1,
  array_repeat('x', 3) as v2,
  slice(array(1, 2, 3, 4), 2, 2) as v3,
  slice(array(1, 2, 3, 4), -2, 2) as v4,
  array_repeat(1, 0) as v5
-- types v1 array(long), v2 array(string), v3 array(long), v4 array(long), v5 array(long)
-- rows
{"v1":[2],"v2":["x","x","x"],"v3":[2,3],"v4":[3,4],"v5":[]}

-- case sequence
select sequence(1, 3) as v1, sequence(3, 1) as v2, sequence(1, 10, 4) as v3
-- types v1 array(long), v2 array(long), v3 array(long)
-- rows
{"v1":[1,2,3],"v2":[3,2,1],"v3":[1,5,9]}

-- case sequence of dates
select
  size(sequence(date '2017-01-01', date '2017-01-03', interval 1 day)) as v1,
  sequence(date '2017-01-01', date '2017-01-03', interval 1 day) as v2
-- types v1 long, v2 array(string)
-- rows
{"v1":3,"v2":["2016-12-31T16:00:00Z","2017-01-01T16:00:00Z","2017-01-02T16:00:00Z"]}

-- case flatten and arrays_overlap
select
  flatten(array(array(1, 2), array(3))) as v1,
  arrays_overlap(array(1, 2), array(2)) as v2,
  arrays_overlap(array(1), array(2)) as v3
-- types v1 array(long), v2 boolean, v3 boolean
-- rows
{"v1":[1,2,3],"v2":true,"v3":false}

-- case shuffle keeps the elements
select sort_array(shuffle(array(3, 1, 2))) as v
-- types v array(long)
-- rows
{"v":[1,2,3]}

-- case array_append, array_prepend, array_compact, array_insert
select
  array_append(array(1), 2) as v1,
  array_prepend(array(1), 0) as v2,
  size(array_compact(array(1, NULL, 2))) as v3,
  array_insert(array(1, 3), 2, 2) as v4
-- types v1 array(long), v2 array(long), v3 long, v4 array(long)
-- rows
{"v1":[1,2],"v2":[0,1],"v3":2,"v4":[1,2,3]}

-- case arrays_zip joins arrays
select
  size(arrays_zip(array(1, 2), array('a', 'b'))) as v1,
  arrays_zip(array(1, 2), array('a', 'b'))[0]['0'] as v2
-- types v1 long, v2 long
-- rows
{"v1":2,"v2":1}

-- case array functions over records
select id, sort_array(tags) as v1, array_max(nums) as v2, reverse(nums) as v3, array_join(tags, '+') as v4, nums[0] + 1 as v5, concat(nums, array(9)) as v6 from stream
-- types id long, v1 array(string), v2 long, v3 array(long), v4 string, v5 long, v6 array(long)
-- rows
{"id":1,"v1":["a","b","c"],"v2":3,"v3":[2,1,3],"v4":"b+a+c","v5":4,"v6":[3,1,2,9]}
{"id":2,"v1":[],"v3":[],"v4":"","v6":[9]}
{"id":3}

-- case an array of dates becomes text
select array(timestamp '2017-01-02 15:00:00', date '2017-01-02') as v
-- types v array(string)
-- rows
{"v":["2017-01-02T07:00:00Z","2017-01-01T16:00:00Z"]}

-- case NULL elements are left out of a record
select array(1, NULL, 2) as v, size(array(1, NULL, 2)) as w
-- types v array(long), w long
-- rows
{"v":[1,2],"w":3}

--- Lambdas

-- case transform
select
  transform(array(1, 2, 3), x -> x + 1) as v1,
  transform(array('a', 'b'), (x, i) -> concat(x, i)) as v2,
  transform(array(1, NULL), x -> x is null) as v3
-- types v1 array(long), v2 array(string), v3 array(boolean)
-- rows
{"v1":[2,3,4],"v2":["a0","b1"],"v3":[false,true]}

-- case filter
select
  filter(array(1, 2, 3), x -> x % 2 = 1) as v1,
  filter(array(0, 2, 3), (x, i) -> x > i) as v2,
  size(filter(array(1), x -> false)) as v3
-- types v1 array(long), v2 array(long), v3 long
-- rows
{"v1":[1,3],"v2":[2,3],"v3":0}

-- case exists and forall
select
  exists(array(1, 2), x -> x > 1) as v1,
  exists(array(1), x -> x > 1) as v2,
  forall(array(1, 2), x -> x > 0) as v3,
  exists(array(1, NULL), x -> x > 1) as v4
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean
-- rows
{"v1":true,"v2":false,"v3":true}

-- case aggregate
select
  aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x) as v1,
  aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x, acc -> acc * 10) as v2,
  aggregate(array('a', 'b'), '', (acc, x) -> concat(acc, x)) as v3
-- types v1 long, v2 long, v3 string
-- rows
{"v1":6,"v2":60,"v3":"ab"}

-- case zip_with
select
  zip_with(array(1, 2), array(10, 20), (x, y) -> x + y) as v1,
  zip_with(array('a'), array('b', 'c'), (x, y) -> coalesce(x, y)) as v2
-- types v1 array(long), v2 array(string)
-- rows
{"v1":[11,22],"v2":["a","c"]}

-- case a lambda within a lambda
select transform(array(1, 2), x -> size(filter(array(1, 2, 3), y -> y > x))) as v
-- types v array(long)
-- rows
{"v":[2,1]}

-- case array_sort with a comparison
select array_sort(array('bc', 'a', 'def'), (x, y) -> length(x) - length(y)) as v
-- types v array(string)
-- rows
{"v":["a","bc","def"]}

-- case lambdas see the record's fields
select id, transform(nums, x -> x * id) as v, filter(tags, t -> t <> 'a') as w, aggregate(nums, cast(0 as bigint), (s, x) -> s + x) as x from stream
-- types id long, v array(long), w array(string), x long
-- rows
{"id":1,"v":[3,1,2],"w":["b","c"],"x":6}
{"id":2,"v":[],"w":[],"x":0}
{"id":3}

--- Maps of the schema

-- case named_struct and struct make maps
select
  named_struct('a', 1, 'b', 'x') as v1,
  named_struct('a', 1, 'b', named_struct('c', 2.5D)).b.c as v2
-- types v1 map(a long, b string), v2 float
-- rows
{"v1":{"a":1,"b":"x"},"v2":2.5}

-- case struct takes the names of its fields
select struct(id, place.city as town) as v from stream where id = 1
-- types v map(id long, town string)
-- rows
{"v":{"id":1,"town":"SZ"}}

-- case struct of values has names of its own
select struct(1, 'a').col1 as v, struct(1, 'a').col2 as w
-- types v long, w string
-- rows
{"v":1,"w":"a"}

-- case members over records
select id, place.city as v1, place.geo as v2, place['zip'] as v3, place.geo.lat + 1 as v4 from stream
-- types id long, v1 string, v2 map(lat float, lon float), v3 long, v4 float
-- rows
{"id":1,"v1":"SZ","v2":{"lat":22.5,"lon":114.0},"v3":518000,"v4":23.5}
{"id":2,"v1":"SH"}
{"id":3}

-- case a map made of fields
select named_struct('id', id, 'city', place.city, 'tags', tags) as v from stream
-- types v map(id long, city string, tags array(string))
-- rows
{"v":{"id":1,"city":"SZ","tags":["b","a","c"]}}
{"v":{"id":2,"city":"SH","tags":[]}}
{"v":{"id":3}}

-- case members ignore case
select PLACE.City as v, place.GEO.Lat as w from stream where id = 1
-- types v string, w float
-- rows
{"v":"SZ","w":22.5}

-- case a map that is NULL
select place is null as v, place.geo is null as w from stream
-- types v boolean, w boolean
-- rows
{"v":false,"w":false}
{"v":false,"w":true}
{"v":true,"w":true}

-- case an unknown member is refused
select place.nosuch as v from stream
-- error E18228 nosuch

-- case a member of what is no map is refused
select id.city as v from stream
-- error E18209

--- Maps with free keys

-- case map and its access
select
  map('a', 1, 'b', 2)['a'] as v1,
  map('a', 1)['z'] as v2,
  element_at(map('a', 1), 'a') as v3,
  size(map('a', 1, 'b', 2)) as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":1,"v3":1,"v4":2}

-- case map_keys and map_values
select
  map_keys(map('a', 1, 'b', 2)) as v1,
  map_values(map('a', 1, 'b', 2)) as v2,
  map_contains_key(map('a', 1), 'a') as v3
-- types v1 array(string), v2 array(long), v3 boolean
-- rows
{"v1":["a","b"],"v2":[1,2],"v3":true}

-- case str_to_map
select
  str_to_map('a:1,b:2')['b'] as v1,
  str_to_map('a=1&b=2', '&', '=')['a'] as v2,
  map_keys(str_to_map('a:1,b')) as v3,
  str_to_map('a:1,b')['b'] as v4,
  str_to_map('a:1')['z'] as v5
-- types v1 string, v2 string, v3 array(string), v4 string, v5 string
-- rows
{"v1":"2","v2":"1","v3":["a","b"]}

-- case map_from_arrays, map_from_entries, map_concat
select
  map_from_arrays(array('a', 'b'), array(1, 2))['b'] as v1,
  map_from_entries(array(struct('a', 1)))['a'] as v2,
  map_concat(map('a', 1), map('b', 2))['b'] as v3,
  size(map_entries(map('a', 1))) as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":2,"v2":1,"v3":2,"v4":1}

-- case transform_values and map_filter
select
  map_values(transform_values(map('a', 1), (k, v) -> v + 1)) as v1,
  map_keys(transform_keys(map('a', 1), (k, v) -> upper(k))) as v2,
  map_keys(map_filter(map('a', 1, 'b', 2), (k, v) -> v > 1)) as v3
-- types v1 array(long), v2 array(string), v3 array(string)
-- rows
{"v1":[2],"v2":["A"],"v3":["b"]}

-- case an aggregate's lambda reads what is around it in its own row
select
  n,
  aggregate(l, 0, (a, y) -> a + y * n) as v,
  transform(l, x -> aggregate(l, 0, (a, y) -> a + y * x)) as w,
  aggregate(l, '', (a, y) -> concat(a, 'v0 ', y, t.s)) as s
from values (1, 'x', array(3, 1, 2)), (10, 'y', array(2, 2)), (100, 'z', array(7, 8, 9, 10)) as t(n, s, l) order by n
-- rows
{"n":1,"v":6,"w":[18,6,12],"s":"v0 3xv0 1xv0 2x"}
{"n":10,"v":40,"w":[8,8],"s":"v0 2yv0 2y"}
{"n":100,"v":3400,"w":[238,272,306,340],"s":"v0 7zv0 8zv0 9zv0 10z"}

-- case lambdas in lambdas may use a name again
select transform(array(1, 2), x -> aggregate(array(10, 20), 0, (a, x) -> a + aggregate(array(x, 1), 0, (b, y) -> b + y * x))) as v
-- rows
{"v":[530,530]}

-- case an aggregate's lambda reads what its group has
select k, count(*) as c, aggregate(collect_list(n), 0L, (a, y) -> a + y * count(*) + k) as v
from values (1, 1L), (2, 1L), (2, 2L), (2, 3L), (3, 5L), (3, 6L) as t(k, n) group by k order by k
-- rows
{"k":1,"c":1,"v":2}
{"k":2,"c":3,"v":24}
{"k":3,"c":2,"v":28}

-- case joining nothing but NULLs gives empty text
select array_join(array(s, s), ',') as v, concat_ws('-', s, filter(array('a'), x -> false), s) as w, array_join(array(s, 'a'), d) as z
from values (1, null, '+'), (2, 'b', '-') as t(i, s, d) order by i
-- rows
{"v":"","w":"","z":"a"}
{"v":"b,b","w":"b-b","z":"b-a"}

--- Fields that are called as our own lambdas call things

-- schema: entry long, before string, pair long, x map(key string), one long, v0 map(a long), part0 long
-- input
{"entry":5,"before":"b","pair":3,"x":{"key":"k"},"one":1,"v0":{"a":7},"part0":2}

-- case fields have no names that lambdas could take for their own
select
  map_filter(map('a', entry), (k, v) -> v > 0)['a'] as v1, aggregate(array(1L, 2L), 0L, (q, z) -> q + z * pair) as v2,
  aggregate(array('c'), before, (q, z) -> concat(q, z, before)) as v3, cast(map('a', x) as string) as v4,
  transform(array(named_struct('a', 1L)), y -> y.a + v0.a) as v5, array_sort(array(entry, one), (a, b) -> cast(a - b as int)) as v6,
  max(struct(part0, pair)).part0 as v7
from stream group by entry, before, pair, x, one, v0
-- rows
{"v1":5,"v2":9,"v3":"bcb","v4":"{a -> {k}}","v5":[8],"v6":[1,5],"v7":2}

-- case an index that no array has
select a[n] as v from values (array(1, 2), 2147483647), (array(1, 2), -2147483648), (array(1, 2), 1), (array(1, 2), null) as t(a, n)
-- rows in any order
{}
{}
{"v":2}
{}

-- case an index of 64 bits that no array has
select a[n] as v from values (array(1, 2), 9223372036854775807L), (array(1, 2), -9223372036854775807L), (array(1, 2), 1L) as t(a, n)
-- rows in any order
{}
{}
{"v":2}
-- spark rows in any order
{}
{"v":2}
{"v":2}
-- why Spark cuts the index to 32 bits
