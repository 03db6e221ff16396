-- JSON in text (spec: sql.md §4.1).

-- schema: id long, doc jsonstring
-- input
{"id":1,"doc":"{\"store\":{\"fruit\":[{\"weight\":8,\"type\":\"apple\"},{\"weight\":9,\"type\":\"pear\"}],\"bicycle\":{\"price\":19.95,\"color\":\"red\"}},\"email\":\"amy@only_for_json_udf_test.net\",\"owner\":\"amy\"}"}
{"id":2,"doc":"{\"aaa\":\"bbb\",\"ccc\":{\"ddd\":\"eee\",\"fff\":\"ggg\",\"hhh\":[\"h0\",\"h1\",\"h2\"]},\"iii\":\"jjj\"}"}

--- get_json_object

-- case get_json_object of a member (documented)
select get_json_object(doc, '$.owner') as v from stream where id = 1
-- types v string
-- rows
{"v":"amy"}

-- case get_json_object of a list's element (documented)
select get_json_object(doc, '$.store.fruit[0]') as v from stream where id = 1
-- types v string
-- rows
{"v":"{\"weight\":8,\"type\":\"apple\"}"}

-- case get_json_object of an absent member (documented)
select get_json_object(doc, '$.non_exist_key') as v from stream where id = 1
-- rows
{}

-- case get_json_object of a member of every element (documented)
select get_json_object(doc, '$.store.fruit[*].type') as v from stream where id = 1
-- rows
{"v":"[\"apple\",\"pear\"]"}

-- case get_json_object of numbers, of an index out of range and of an object (documented)
select
  get_json_object(doc, '$.store.fruit[1].weight') as v1,
  get_json_object(doc, '$.store.bicycle.price') as v2,
  get_json_object(doc, '$.store.fruit[2]') as v3,
  get_json_object(doc, '$.store.bicycle') as v4
from stream where id = 1
-- rows
{"v1":"9","v2":"19.95","v4":"{\"price\":19.95,\"color\":\"red\"}"}

-- case get_json_object of all elements and of one (documented)
select get_json_object(doc, '$.ccc.hhh[*]') as v1, get_json_object(doc, '$.ccc.hhh[1]') as v2 from stream where id = 2
-- rows
{"v1":"[\"h0\",\"h1\",\"h2\"]","v2":"h1"}

-- case get_json_object of a wildcard with one hit keeps its JSON (documented)
select get_json_object('{"a":["h0"]}', '$.a[*]') as v
-- types v string
-- rows
{"v":"\"h0\""}

-- case get_json_object of what is no JSON is NULL (documented)
select
  get_json_object('not json','$.a') as v1,
  get_json_object('','$.a') as v2,
  get_json_object('{}',NULL) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":null,"v2":null,"v3":null}

-- case get_json_object of unquoted words is NULL (documented)
select get_json_object('{"array":[[aaaa,1111],[bbbb,2222],[cccc,3333]]}','$.array[1].[1]') as v
-- types v string
-- rows
{"v":null}

-- case get_json_object of the whole document
select
  get_json_object('{"a": [1, 2]}', '$') as v1,
  get_json_object('[1,2]', '$') as v2,
  get_json_object('"x"', '$') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"{\"a\":[1,2]}","v2":"[1,2]","v3":"x"}

-- case get_json_object with a quoted member
select
  get_json_object('{"a.b":1}', '$[\'a.b\']') as v1,
  get_json_object('{"a b":{"c":2}}', '$[\'a b\'].c') as v2
-- types v1 string, v2 string
-- rows
{"v1":"1","v2":"2"}

-- case get_json_object of a bad path is NULL
select
  get_json_object('{"a":1}', 'a') as v1,
  get_json_object('{"a":1}', '') as v2,
  get_json_object('{"a":[1]}', '$.a.[0]') as v3,
  get_json_object('{"a":1}', '$a') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{}

-- case get_json_object of JSON null is NULL
select get_json_object('{"a":null}', '$.a') as v1, get_json_object('{"a":[null]}', '$.a[0]') as v2
-- types v1 string, v2 string
-- rows
{}
-- spark rows
{"v2":"null"}
-- why the documentation says that a JSON null is NULL; for an element of a list Spark writes the word null

-- case get_json_object of true and false
select
  get_json_object('{"a":true,"b":false}', '$.a') as v1,
  get_json_object('{"a":true,"b":false}', '$.b') as v2
-- types v1 string, v2 string
-- rows
{"v1":"true","v2":"false"}

-- case get_json_object of numbers
select
  get_json_object('{"a":12345678901234567890}', '$.a') as v1,
  get_json_object('{"a":1.50}', '$.a') as v2,
  get_json_object('{"a":-0.5}', '$.a') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"12345678901234567890","v2":"1.5","v3":"-0.5"}

-- case get_json_object unescapes text
select
  get_json_object('{"a":"x\\ty\\"z"}', '$.a') as v1,
  get_json_object('{"a":"\\u4e2d"}', '$.a') as v2,
  get_json_object('{"a":"中国"}', '$.a') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"x\ty\"z","v2":"中","v3":"中国"}

-- case get_json_object of single-quoted JSON
select get_json_object('{\'a\':\'b\'}', '$.a') as v
-- types v string
-- rows
{"v":"b"}

-- case get_json_object gives compact text
select get_json_object('{"a": {"b" : [1, 2 ,3]} }', '$.a') as v
-- types v string
-- rows
{"v":"{\"b\":[1,2,3]}"}

-- case get_json_object of lists in lists
select
  get_json_object('{"a":[[1,2],[3,4]]}', '$.a[1][0]') as v1,
  get_json_object('{"a":[[1,2],[3,4]]}', '$.a[*][0]') as v2,
  get_json_object('{"a":[[1,2],[3,4]]}', '$.a[*][*]') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"3","v2":"[1,3]","v3":"[1,2,3,4]"}

-- case get_json_object of a wildcard without a hit
select
  get_json_object('{"a":[]}', '$.a[*]') as v1,
  get_json_object('{"a":[{"b":1}]}', '$.a[*].c') as v2,
  get_json_object('{"a":1}', '$.a[*]') as v3
-- types v1 string, v2 string, v3 string
-- rows
{}

-- case get_json_object of wildcards with one hit of each kind
select
  get_json_object('{"a":[5]}', '$.a[*]') as v1,
  get_json_object('{"a":[{"b":"x"}]}', '$.a[*].b') as v2,
  get_json_object('{"a":[{"b":"x"},{"c":1}]}', '$.a[*].b') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"5","v2":"\"x\"","v3":"\"x\""}

-- case get_json_object of a list member by name
select get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a.b') as v
-- types v string
-- rows
{}

-- case get_json_object takes the first of equal keys
select get_json_object('{"a":1,"a":2}', '$.a') as v
-- types v string
-- rows
{"v":"1"}

-- case get_json_object of a root list
select
  get_json_object('[{"a":1},{"a":2}]', '$[1].a') as v1,
  get_json_object('[{"a":1},{"a":2}]', '$[*].a') as v2
-- types v1 string, v2 string
-- rows
{"v1":"2","v2":"[1,2]"}

-- case member names differ by case
select get_json_object('{"A":1}', '$.a') as v
-- types v string
-- rows
{}

-- case get_json_object with spaces around the document
select get_json_object(' {"a":1} ', '$.a') as v
-- types v string
-- rows
{"v":"1"}

-- case get_json_object of a document with text behind it is NULL
select get_json_object('{"a":1} x', '$.a') as v
-- types v string
-- rows
{}
-- spark rows
{"v":"1"}
-- why such a text is no JSON, for which NULL is documented; Spark stops reading once it has what it looks for

-- case get_json_object of a broken document
select
  get_json_object('{"a":1', '$.a') as v1,
  get_json_object('{"a":1,}', '$.a') as v2,
  get_json_object('{"b":x,"a":1}', '$.a') as v3
-- types v1 string, v2 string, v3 string
-- rows
{}

-- case get_json_object of an empty text is the empty text
select get_json_object('{"a":""}', '$.a') as v
-- types v string
-- rows
{"v":""}

-- case get_json_object over records, cast and compared
select id, cast(get_json_object(doc, '$.store.fruit[1].weight') as bigint) + 1 as v from stream where get_json_object(doc, '$.owner') is not null
-- types id long, v long
-- rows
{"id":1,"v":10}

-- case get_json_object takes a path from a field
select get_json_object('{"a":1}', concat('$.', 'a')) as v
-- types v string
-- rows
{"v":"1"}

--- json_tuple

-- case json_tuple gives several members
select id, t.a, t.b from stream lateral view json_tuple(doc, 'owner', 'aaa') t as a, b order by id
-- types id long, a string, b string
-- rows
{"id":1,"a":"amy"}
{"id":2,"b":"bbb"}

-- case json_tuple as select items
select json_tuple('{"a":1,"b":"x","c":{"d":[1]}}', 'a', 'b', 'c', 'nosuch') as (a, b, c, d)
-- types a string, b string, c string, d string
-- rows
{"a":"1","b":"x","c":"{\"d\":[1]}"}

--- from_json and to_json

-- case from_json makes a map by a schema
select from_json('{"a":1,"b":0.8}', 'a int, b double') as v
-- types v map(a long, b float)
-- rows
{"v":{"a":1,"b":0.8}}

-- case from_json of nested types
select from_json('{"a":[1,2],"s":{"x":"y"}}', 'a array<int>, s struct<x:string>') as v
-- types v map(a array(long), s map(x string))
-- rows
{"v":{"a":[1,2],"s":{"x":"y"}}}

-- case from_json and a member of it
select from_json('{"a":1,"b":0.8}', 'a int, b double').b as v
-- types v float
-- rows
{"v":0.8}

-- case from_json of an array
select from_json('[1,2,3]', 'array<int>') as v
-- types v array(long)
-- rows
{"v":[1,2,3]}

-- case from_json of what does not fit
select
  from_json('{"a":"x"}', 'a int') as v1,
  from_json('not json', 'a int') as v2,
  from_json(NULL, 'a int') as v3
-- types v1 map(a long), v2 map(a long), v3 map(a long)
-- rows
{"v1":{},"v2":{}}

-- case from_json of a date
select from_json('{"t":"26/08/2015"}', 't timestamp', map('timestampFormat', 'dd/MM/yyyy')) as v
-- error E18209 from_json takes 2 arguments
-- spark types v map(t date)
-- spark rows
{"v":{"t":"2015-08-25T16:00:00Z"}}
-- why options of from_json are not there: read a date in a form of its own as string, and use to_timestamp

-- case to_json of a map
select to_json(named_struct('a', 1, 'b', 'x', 'c', NULL, 'd', 2.5D, 'e', true, 'f', array(1, 2))) as v
-- types v string
-- rows
{"v":"{\"a\":1,\"b\":\"x\",\"d\":2.5,\"e\":true,\"f\":[1,2]}"}

-- case to_json of arrays and maps
select
  to_json(array(1, NULL, 3)) as v1,
  to_json(map('a', 1)) as v2,
  to_json(array(named_struct('a', 1))) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"[1,null,3]","v2":"{\"a\":1}","v3":"[{\"a\":1}]"}

-- case to_json escapes
select to_json(named_struct('a', 'x"y\\z\n中')) as v
-- types v string
-- rows
{"v":"{\"a\":\"x\\\"y\\\\z\\n中\"}"}

-- case to_json of a timestamp
select to_json(named_struct('t', cast('2017-01-02 15:00:00' as timestamp), 'd', to_date('2017-01-02'))) as v
-- types v string
-- rows
{"v":"{\"t\":\"2017-01-02T15:00:00.000+08:00\",\"d\":\"2017-01-02\"}"}

-- case json_array_length and json_object_keys
select
  json_array_length('[1,2,3]') as v1,
  json_array_length('{}') as v2,
  json_object_keys('{"a":1,"b":2}') as v3
-- types v1 long, v2 long, v3 array(string)
-- rows
{"v1":3,"v3":["a","b"]}

-- case schema_of_json
select schema_of_json('[{"a":1}]') as v
-- error E18209 schema_of_json
-- spark types v string
-- spark rows
{"v":"ARRAY<STRUCT<a: BIGINT>>"}
-- why the schema of one text says little about the next; write it down

-- case JSON that is made and read in one query
select
  get_json_object(to_json(named_struct('a', x, 'b', named_struct('c', x * 1e10, 'd', array(x)))), '$.b.c') as v1,
  from_json(to_json(named_struct('a', x, 'b', to_json(named_struct('c', x)))), 'a double, b string').b as v2,
  get_json_object(get_json_object(get_json_object(concat('{"a":{"b":{"c":', x, '}}}'), '$.a'), '$.b'), '$.c') as v3,
  json_array_length(to_json(array(x, x))) as v4
from values (1.5D), (2.0D) as t(x) order by x
-- rows
{"v1":"1.5E10","v2":"{\"c\":1.5}","v3":"1.5","v4":2}
{"v1":"2.0E10","v2":"{\"c\":2.0}","v3":"2.0","v4":2}
