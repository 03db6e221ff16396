-- Comparisons (spec: sql.md §1.3, §1.4).

-- schema: id long, name string, price float, at date, ok boolean
-- input
{"id":1,"name":"1","price":1.0,"at":"2017-01-02T07:00:00Z","ok":true}
{"id":2,"name":"abc","price":0.1,"at":"2017-01-01T16:00:00Z","ok":false}
{"id":9007199254740993,"name":"中","price":1e20}
{}

-- case text and a number compare as doubles
select
  '1' = 1 as v1,
  '1.0' = 1 as v2,
  'abc' = 1 as v3,
  '10' > 9 as v4,
  '10' > '9' as v5,
  1 < '2.5' as v6,
  '' = 0 as v7
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean, v7 boolean
-- rows
{"v1":true,"v2":true,"v4":true,"v5":false,"v6":true}

-- case text that is no number makes the comparison NULL
select ('abc' = 1) is null as v1, 'abc' <> 1 as v2, 'abc' > 0 as v3, not ('abc' = 1) as v4
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean
-- rows
{"v1":true}

-- case text fields and numbers
select id, name = 1 as v, name > 0 as w, name <> 1 as x from stream
-- types id long, v boolean, w boolean, x boolean
-- rows
{"id":1,"v":true,"w":true,"x":false}
{"id":2}
{"id":9007199254740993}
{}

-- case a condition between a text field and a number
select id from stream where name = 1
-- types id long
-- rows
{"id":1}

-- case equality operators
select 1 = 1 as v1, 1 == 1 as v2, 1 <> 2 as v3, 1 != 2 as v4, 'a' = 'A' as v5, 'a' = 'a ' as v6
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean
-- rows
{"v1":true,"v2":true,"v3":true,"v4":true,"v5":false,"v6":false}

-- case comparison with NULL is NULL
select 1 = NULL as v1, NULL = NULL as v2, NULL <> 1 as v3, NULL > 1 as v4
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean
-- rows
{}

-- case the null-safe equality is never NULL
select 1 <=> 1 as v1, 1 <=> NULL as v2, NULL <=> NULL as v3, '1' <=> 1 as v4, not (1 <=> NULL) as v5
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean
-- rows
{"v1":true,"v2":false,"v3":true,"v4":true,"v5":true}

-- case the null-safe equality over records
select id <=> NULL as v, name <=> 'abc' as w from stream
-- types v boolean, w boolean
-- rows
{"v":false,"w":false}
{"v":false,"w":true}
{"v":false,"w":false}
{"v":true,"w":false}

-- case between takes both ends
select
  2 between 1 and 2 as v1,
  0 between 1 and 2 as v2,
  2 not between 1 and 3 as v3,
  NULL between 1 and 2 as v4,
  'b' between 'a' and 'c' as v5,
  5 between 9 and 1 as v6
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean
-- rows
{"v1":true,"v2":false,"v3":false,"v5":true,"v6":false}

-- case in
select
  1 in (1, 2) as v1,
  3 in (1, 2) as v2,
  3 not in (1, 2) as v3,
  'a' in ('a', 'b') as v4,
  NULL in (1) as v5,
  1 in (NULL, 1) as v6,
  2 in (NULL, 1) as v7,
  2 not in (NULL, 1) as v8
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean, v7 boolean, v8 boolean
-- rows
{"v1":true,"v2":false,"v3":true,"v4":true,"v6":true}

-- case in with mixed types
select 1 in ('1', '2') as v1, '1' in (1, 2) as v2, 1 in (1.0, 2.0) as v3, 'a' in (1, 'a') as v4
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean
-- rows
{"v1":true,"v2":true,"v3":true,"v4":true}

-- case in over records
select id from stream where name in ('abc', '中')
-- types id long
-- rows
{"id":2}
{"id":9007199254740993}

-- case not in over records leaves out NULL
select id from stream where name not in ('abc')
-- types id long
-- rows
{"id":1}
{"id":9007199254740993}

-- case decimal literals compare with doubles
select 0.1 = 0.1D as v1, 1.0 = 1 as v2, 0.1D + 0.2D = 0.3 as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":true,"v2":true,"v3":false}

-- case a float field against a decimal literal
select id from stream where price = 0.1
-- types id long
-- rows
{"id":2}

-- case text compares by code points
select
  'a' < 'b' as v1,
  'Z' < 'a' as v2,
  'abc' < 'abd' as v3,
  '' < 'a' as v4,
  '中' > 'z' as v5,
  '10' < '9' as v6,
  '😀' > '中' as v7
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean, v7 boolean
-- rows
{"v1":true,"v2":true,"v3":true,"v4":true,"v5":true,"v6":true,"v7":true}

-- case text and a timestamp compare
select
  timestamp '2017-01-02 15:00:00' = '2017-01-02 15:00:00' as v1,
  timestamp '2017-01-02 15:00:00' > '2017-01-02' as v2,
  timestamp '2017-01-02 00:00:00' = '2017-01-02' as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":true,"v2":true,"v3":true}

-- case text and a date compare
select
  date '2017-01-02' = '2017-01-02' as v1,
  date '2017-01-02' < '2017-01-10' as v2,
  date '2017-01-02' = '2017-1-2' as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":true,"v2":true,"v3":true}

-- case a date and a timestamp compare
select
  date '2017-01-02' = timestamp '2017-01-02 00:00:00' as v1,
  date '2017-01-02' < timestamp '2017-01-02 00:00:01' as v2
-- types v1 boolean, v2 boolean
-- rows
{"v1":true,"v2":true}

-- case a date field against text
select id from stream where at >= '2017-01-02 15:00:00'
-- types id long
-- rows
{"id":1}

-- case a date field against a day as text
select id from stream where at = '2017-01-02'
-- types id long
-- rows
{"id":2}

-- case a date field between days
select id from stream where at between '2017-01-01' and '2017-01-02'
-- types id long
-- rows
{"id":2}

-- case text that is no timestamp makes the comparison NULL
select timestamp '2017-01-02 15:00:00' = 'abc' as v1, date '2017-01-02' < 'abc' as v2
-- types v1 boolean, v2 boolean
-- rows
{}

-- case booleans compare
select
  true > false as v1,
  true = true as v2,
  true = 1 as v3,
  false = 0 as v4,
  true = 'true' as v5,
  true <> false as v6
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean
-- rows
{"v1":true,"v2":true,"v3":true,"v4":true,"v5":true,"v6":true}

-- case a boolean field against true
select id from stream where ok = true
-- types id long
-- rows
{"id":1}

-- case longs beyond 2^53 compare exactly
select
  9007199254740993 = 9007199254740992 as v1,
  9007199254740993 > 9007199254740992 as v2,
  9223372036854775807 = 9223372036854775806 as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":false,"v2":true,"v3":false}

-- case long fields beyond 2^53 compare exactly
select id from stream where id = 9007199254740993 and id <> 9007199254740992
-- types id long
-- rows
{"id":9007199254740993}

-- case a long against text beyond 2^53 compares as text of doubles
select id = '9007199254740993' as v from stream where id > 2
-- types v boolean
-- rows
{"v":true}

-- case NaN equals itself and is the largest
select
  double('NaN') = double('NaN') as v1,
  double('NaN') > double('Infinity') as v2,
  double('NaN') < 1 as v3,
  isnan(double('NaN')) as v4,
  isnan(1) as v5,
  isnan(NULL) as v6
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean
-- rows
{"v1":true,"v2":true,"v3":false,"v4":true,"v5":false,"v6":false}

-- case minus zero equals zero
select -0.0D = 0.0D as v1, -0.0D < 0.0D as v2
-- types v1 boolean, v2 boolean
-- rows
{"v1":true,"v2":false}

-- case is null and is not null
select
  NULL is null as v1,
  1 is not null as v2,
  '' is null as v3,
  isnull(NULL) as v4,
  isnotnull(1) as v5
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean
-- rows
{"v1":true,"v2":true,"v3":false,"v4":true,"v5":true}

-- case is distinct from
select
  1 is distinct from 2 as v1,
  1 is distinct from NULL as v2,
  NULL is not distinct from NULL as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":true,"v2":true,"v3":true}

-- case arrays compare by their elements
select
  array(1, 2) = array(1, 2) as v1,
  array(1, 2) < array(1, 3) as v2,
  array(1) < array(1, 0) as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":true,"v2":true,"v3":true}

-- case maps compare by their members
select
  named_struct('a', 1, 'b', 2) = named_struct('a', 1, 'b', 2) as v1,
  named_struct('a', 1) < named_struct('a', 2) as v2
-- types v1 boolean, v2 boolean
-- rows
{"v1":true,"v2":true}

-- case greatest and least
select
  greatest(1, NULL, 3) as v1,
  least(1, 2, 3) as v2,
  greatest(2, 1.5D) as v3,
  greatest('a', 'b') as v4,
  least('b', 'a') as v5,
  greatest(NULL, NULL) as v6
-- types v1 long, v2 long, v3 float, v4 string, v5 string, v6 string
-- rows
{"v1":3,"v2":1,"v3":2.0,"v4":"b","v5":"a","v6":null}

-- case greatest of text and numbers compares as doubles (documented)
select greatest('10', 9) as v
-- types v float
-- rows
{"v":10.0}
-- spark error greatest
-- why the documentation says that mixed numbers and text are compared as doubles, Spark refuses them

-- case least with a NULL skips it (documented otherwise)
select least(1, NULL, 3) as v
-- types v long
-- rows
{"v":1}

-- case greatest and least of timestamps
select
  greatest(timestamp '2017-01-02 00:00:00', timestamp '2017-01-01 00:00:00') as v1,
  least(date '2017-01-02', date '2017-01-01') as v2
-- types v1 date, v2 date
-- rows
{"v1":"2017-01-01T16:00:00Z","v2":"2016-12-31T16:00:00Z"}

-- case greatest of text and a timestamp compares as timestamps (documented)
select greatest('2017-01-02 15:00:00', timestamp '2017-01-01 00:00:00') as v
-- types v date
-- rows
{"v":"2017-01-02T07:00:00Z"}
-- spark error greatest
-- why the documentation says that text with a datetime is compared as datetimes, Spark refuses them

-- case greatest over records
select id, greatest(id, price, 5) as v, least(id, 5) as w from stream
-- types id long, v float, w long
-- rows
{"id":1,"v":5.0,"w":1}
{"id":2,"v":5.0,"w":2}
{"id":9007199254740993,"v":1e+20,"w":5}
{"v":5.0,"w":5}
