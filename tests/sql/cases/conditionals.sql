-- CASE, IF and their like.

-- schema: id long, status long, name string
-- input
{"id":1,"status":200,"name":"ok"}
{"id":2,"status":404}
{"id":3,"name":""}

-- case if
select
  if(1 < 2, 'yes', 'no') as v1,
  if(NULL, 'yes', 'no') as v2,
  if(false, 1, NULL) as v3,
  if(true, 1, 2.5D) as v4
-- types v1 string, v2 string, v3 long, v4 float
-- rows
{"v1":"yes","v2":"no","v4":1.0}

-- case case with conditions
select
  case when 1 > 2 then 'a' when 2 > 1 then 'b' else 'c' end as v1,
  case when false then 1 end as v2,
  case when true then 'x' else NULL end as v3
-- types v1 string, v2 long, v3 string
-- rows
{"v1":"b","v3":"x"}

-- case case with a value
select
  case 2 when 1 then 'one' when 2 then 'two' end as v1,
  case NULL when NULL then 1 else 2 end as v2,
  case 'a' when 'b' then 1 else 0 end as v3,
  case 1 when '1' then 'same' else 'other' end as v4
-- types v1 string, v2 long, v3 long, v4 string
-- rows
{"v1":"two","v2":2,"v3":0,"v4":"same"}

-- case the first branch that holds wins
select case when true then 1 when true then 2 end as v
-- types v long
-- rows
{"v":1}

-- case branches of different types
select
  case when true then 1 else 'a' end as v1,
  case when false then 1 else 2.5D end as v2,
  case when true then date '2017-01-02' else timestamp '2017-01-02 15:00:00' end as v3,
  case when true then NULL else 1 end as v4
-- types v1 string, v2 float, v3 date, v4 long
-- rows
{"v1":"1","v2":2.5,"v3":"2017-01-01T16:00:00Z"}

-- case nested conditions
select
  case when 1 = 1 then case when 2 = 1 then 'a' else 'b' end else 'c' end as v1,
  if(1 = 1, if(1 = 2, 1, 2), 3) as v2
-- types v1 string, v2 long
-- rows
{"v1":"b","v2":2}

-- case conditions over records
select id, case when status >= 400 then 'bad' when status >= 200 then 'good' else 'none' end as v, if(name = '', 'empty', name) as w, case status when 200 then 1 when 404 then 2 end as x from stream
-- types id long, v string, w string, x long
-- rows
{"id":1,"v":"good","w":"ok","x":1}
{"id":2,"v":"bad","x":2}
{"id":3,"v":"none","w":"empty"}

-- case conditions in where and order
select id from stream where case when status is null then true else status > 300 end order by if(status is null, 0, 1), id
-- types id long
-- rows
{"id":3}
{"id":2}

-- case a condition skips the branch that would be NULL
select id, if(status > 0, id / status, 0) as v from stream
-- types id long, v float
-- rows
{"id":1,"v":0.005}
{"id":2,"v":0.0049504950495049506}
{"id":3,"v":0.0}

-- case decode with pairs
select
  decode(2, 1, 'one', 2, 'two', 'other') as v1,
  decode(3, 1, 'one', 'other') as v2,
  decode(3, 1, 'one') as v3,
  decode(NULL, NULL, 'null', 'other') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"two","v2":"other","v4":"null"}

-- case nvl2, nullif, coalesce over text
select
  nvl2('', 'there', 'not') as v1,
  nullif('a', 'a') as v2,
  coalesce(NULL, '') as v3,
  nullif('1', 1) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"there","v3":""}

-- case a condition that is a text is refused
select if('x', 1, 2) as v
-- error E18209

-- case assert_true of what holds is NULL
select assert_true(1 = 1) as v
-- types v string
-- rows
{}

-- case raise_error fails when it runs
select if(id > 0, raise_error('stop here'), 1) as v from stream
-- run error stop here
