-- Types, casts and implicit coercion (spec: sql.md §1, §7).

-- schema: id long, name string, price float, at date, ok boolean, tags array(string), nums array(long), place map(city string, zip long, geo map(lat float, lon float)), raw jsonstring
-- input
{"id":9223372036854775807,"name":"12","price":12.5,"at":"2017-01-02T07:00:00.12Z","ok":true,"tags":["x","y"],"nums":[1,2],"place":{"city":"SZ","zip":518000,"geo":{"lat":22.5,"lon":114.0}},"raw":"{\"a\": 1}"}
{"id":-9223372036854775808,"name":"1.5","price":-0.0,"at":"1960-01-01T00:00:00.123456Z","ok":false,"tags":[],"place":{"zip":1}}
{"id":9007199254740993,"name":"abc","price":1e300,"at":"1899-12-31T00:00:00Z"}
{}

--- Fields

-- case a record comes back as it is
select * from stream
-- types id long, name string, price float, at date, ok boolean, tags array(string), nums array(long), place map(city string, zip long, geo map(lat float, lon float)), raw string
-- rows
{"id":9223372036854775807,"name":"12","price":12.5,"at":"2017-01-02T07:00:00.120Z","ok":true,"tags":["x","y"],"nums":[1,2],"place":{"city":"SZ","zip":518000,"geo":{"lat":22.5,"lon":114.0}},"raw":"{\"a\": 1}"}
{"id":-9223372036854775808,"name":"1.5","price":-0.0,"at":"1960-01-01T00:00:00.123456Z","ok":false,"tags":[],"place":{"zip":1}}
{"id":9007199254740993,"name":"abc","price":1e+300,"at":"1899-12-31T00:00:00Z"}
{}

-- case fields have the types of their columns
select id, price, ok, name, at, tags, nums, place, raw from stream limit 0
-- types id long, price float, ok boolean, name string, at date, tags array(string), nums array(long), place map(city string, zip long, geo map(lat float, lon float)), raw string
-- rows

-- case members of a map
select place.city as v1, place.geo.lat as v2, stream.place.zip as v3, place['city'] as v4 from stream
-- types v1 string, v2 float, v3 long, v4 string
-- rows
{"v1":"SZ","v2":22.5,"v3":518000,"v4":"SZ"}
{"v3":1}
{}
{}

-- case a map inside a map
select place.geo as geo from stream
-- types geo map(lat float, lon float)
-- rows
{"geo":{"lat":22.5,"lon":114.0}}
{}
{}
{}

-- case elements of an array
select tags[0] as v1, tags[1] as v2, tags[2] as v3, nums[1] + 1 as v4 from stream
-- types v1 string, v2 string, v3 string, v4 long
-- rows
{"v1":"x","v2":"y","v4":3}
{}
{}
{}

-- case an index that is no element is NULL
select nums[-1] as v1, nums[99] as v2, nums[NULL] as v3 from stream limit 1
-- types v1 long, v2 long, v3 long
-- rows
{}

-- case the star of a map makes columns of its members
select place.* from stream where place.city = 'SZ'
-- types city string, zip long, geo map(lat float, lon float)
-- rows
{"city":"SZ","zip":518000,"geo":{"lat":22.5,"lon":114.0}}

--- Literals' types

-- case literal types
select
  1 as v1,
  1.5 as v2,
  1e3 as v3,
  'x' as v4,
  true as v5,
  NULL as v6,
  2147483648 as v7,
  9223372036854775807 as v8,
  1L as v9,
  2S as v10,
  3Y as v11,
  1.5D as v12,
  1.5BD as v13,
  2.5F as v14
-- types v1 long, v2 float, v3 float, v4 string, v5 boolean, v6 string, v7 long, v8 long, v9 long, v10 long, v11 long, v12 float, v13 float, v14 float
-- rows
{"v1":1,"v2":1.5,"v3":1000.0,"v4":"x","v5":true,"v7":2147483648,"v8":9223372036854775807,"v9":1,"v10":2,"v11":3,"v12":1.5,"v13":1.5,"v14":2.5}

-- case a long that no 64 bits hold is a decimal
select 9223372036854775808 as v, -9223372036854775809 as w
-- types v float, w float
-- rows
{"v":9.223372036854776e+18,"w":-9.223372036854776e+18}

-- case dates and timestamps as literals
select date '2017-01-02' as v1, timestamp '2017-01-02 15:00:00' as v2, date'1999-12-31' as v3
-- types v1 date, v2 date, v3 date
-- rows
{"v1":"2017-01-01T16:00:00Z","v2":"2017-01-02T07:00:00Z","v3":"1999-12-30T16:00:00Z"}

-- case an interval is no column's type
select interval 1 day as v
-- error E18209 interval

-- case a map with free keys is no column's type
select map('a', 1) as v
-- error E18209 map

-- case bytes are no column's type
select unhex('61') as v
-- error E18209

--- Casts of text

-- case text to bigint
select
  cast('1' as bigint) as v1,
  cast('1.9' as bigint) as v2,
  cast('-1.9' as bigint) as v3,
  cast('9223372036854775807' as bigint) as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":1,"v2":1,"v3":-1,"v4":9223372036854775807}

-- case numbers to bigint cut towards zero (documented)
select
  cast(1.9 as bigint) as v1,
  cast(-1.9 as bigint) as v2,
  cast(1.9D as bigint) as v3,
  cast(-1.9D as bigint) as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":1,"v2":-1,"v3":1,"v4":-1}

-- case exponent text to bigint goes through double (documented)
select cast('1e3' as bigint) as v
-- types v long
-- rows
{"v":1000}
-- spark rows
{}
-- why the documentation says that exponent text goes through double, Spark gives NULL

-- case text that is no number is NULL
select
  cast('abc' as bigint) as v1,
  cast('' as bigint) as v2,
  cast('1x' as int) as v3,
  cast('1 2' as bigint) as v4,
  cast('abc' as double) as v5,
  cast('--1' as bigint) as v6
-- types v1 long, v2 long, v3 long, v4 long, v5 float, v6 long
-- rows
{"v1":null,"v2":null,"v3":null,"v4":null,"v5":null,"v6":null}

-- case text with spaces around a number
select
  cast(' 1 ' as bigint) as v1,
  cast('\t2\n' as int) as v2,
  cast(' 1.5 ' as double) as v3,
  cast('+7' as int) as v4,
  cast('007' as int) as v5
-- types v1 long, v2 long, v3 float, v4 long, v5 long
-- rows
{"v1":1,"v2":2,"v3":1.5,"v4":7,"v5":7}

-- case text beyond a type's range is NULL
select
  cast('9223372036854775808' as bigint) as v1,
  cast('-9223372036854775809' as bigint) as v2,
  cast('2147483648' as int) as v3,
  cast('32768' as smallint) as v4,
  cast('128' as tinyint) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{}

-- case text to double
select
  cast('1.5' as double) as v1,
  cast('1e3' as double) as v2,
  cast('-.5' as double) as v3,
  cast('5.' as double) as v4,
  cast('1E-3' as double) as v5,
  cast('1e400' as double) as v6,
  cast('NaN' as double) as v7,
  cast('Infinity' as double) as v8
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float, v7 float, v8 float
-- rows
{"v1":1.5,"v2":1000.0,"v3":-0.5,"v4":5.0,"v5":0.001}

-- case text to float has 24 bits
select cast('0.1' as float) as v1, cast(cast('0.1' as float) as double) as v2
-- types v1 float, v2 float
-- rows
{"v1":0.10000000149011612,"v2":0.10000000149011612}

-- case text to decimal
select
  cast('1.55' as decimal(10,1)) as v1,
  cast('-1.55' as decimal(10,1)) as v2,
  cast('123.456' as decimal(5,2)) as v3,
  cast('1234.5' as decimal(5,2)) as v4,
  cast('x' as decimal(5,2)) as v5,
  cast('1.9' as decimal) as v6
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float
-- rows
{"v1":1.6,"v2":-1.6,"v3":123.46,"v6":2.0}

-- case text to boolean
select
  cast('true' as boolean) as v1,
  cast('T' as boolean) as v2,
  cast('yes' as boolean) as v3,
  cast('Y' as boolean) as v4,
  cast('1' as boolean) as v5,
  cast('false' as boolean) as v6,
  cast('f' as boolean) as v7,
  cast('no' as boolean) as v8,
  cast('n' as boolean) as v9,
  cast('0' as boolean) as v10,
  cast('2' as boolean) as v11,
  cast('' as boolean) as v12,
  cast('on' as boolean) as v13
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean, v7 boolean, v8 boolean, v9 boolean, v10 boolean, v11 boolean, v12 boolean, v13 boolean
-- rows
{"v1":true,"v2":true,"v3":true,"v4":true,"v5":true,"v6":false,"v7":false,"v8":false,"v9":false,"v10":false}

-- case text to timestamp
select cast('2017-01-02 15:00:00' as timestamp) as v
-- types v date
-- rows
{"v":"2017-01-02T07:00:00Z"}

-- case the type name datetime (documented)
select cast('2017-01-02 15:00:00' as datetime) as v
-- types v date
-- rows
{"v":"2017-01-02T07:00:00Z"}
-- spark error datetime
-- why the documentation calls the type datetime, Spark only timestamp

-- case text forms of timestamps
select
  cast('2017' as timestamp) as v1,
  cast('2017-03' as timestamp) as v2,
  cast('2017-3-4' as timestamp) as v3,
  cast('2017-03-04 5:6:7' as timestamp) as v4,
  cast('2017-03-04T05:06:07' as timestamp) as v5,
  cast('2017-03-04 05:06:07.123' as timestamp) as v6,
  cast('2017-03-04 05:06:07.1234567' as timestamp) as v7
-- types v1 date, v2 date, v3 date, v4 date, v5 date, v6 date, v7 date
-- rows
{"v1":"2016-12-31T16:00:00Z","v2":"2017-02-28T16:00:00Z","v3":"2017-03-03T16:00:00Z","v4":"2017-03-03T21:06:07Z","v5":"2017-03-03T21:06:07Z","v6":"2017-03-03T21:06:07.123Z","v7":"2017-03-03T21:06:07.123456Z"}

-- case text of timestamps with zones
select
  cast('2017-03-04T05:06:07Z' as timestamp) as v1,
  cast('2017-03-04 05:06:07+01:00' as timestamp) as v2,
  cast('2017-03-04 05:06:07 UTC' as timestamp) as v3,
  cast('2017-03-04 05:06:07.5 America/New_York' as timestamp) as v4,
  cast('2017-03-04 05:06:07-0830' as timestamp) as v5
-- types v1 date, v2 date, v3 date, v4 date, v5 date
-- rows
{"v1":"2017-03-04T05:06:07Z","v2":"2017-03-04T04:06:07Z","v3":"2017-03-04T05:06:07Z","v4":"2017-03-04T10:06:07.500Z","v5":"2017-03-04T13:36:07Z"}

-- case text that is no timestamp is NULL
select
  cast('x' as timestamp) as v1,
  cast('' as timestamp) as v2,
  cast('2017-13-01' as timestamp) as v3,
  cast('2017-02-30' as timestamp) as v4,
  cast('2017-01-01 25:00:00' as timestamp) as v5,
  cast('2017/01/01' as timestamp) as v6,
  cast('20170101' as timestamp) as v7
-- types v1 date, v2 date, v3 date, v4 date, v5 date, v6 date, v7 date
-- rows
{}

-- case text to date
select
  cast('2017-01-02' as date) as v1,
  cast('2017-01-02 23:59:59' as date) as v2,
  cast('2017-1-2' as date) as v3,
  cast('2017-01' as date) as v4,
  cast('2017-01-02T00' as date) as v5,
  cast('2017-01-32' as date) as v6,
  cast('x' as date) as v7
-- types v1 date, v2 date, v3 date, v4 date, v5 date, v6 date, v7 date
-- rows
{"v1":"2017-01-01T16:00:00Z","v2":"2017-01-01T16:00:00Z","v3":"2017-01-01T16:00:00Z","v4":"2016-12-31T16:00:00Z","v5":"2017-01-01T16:00:00Z"}

--- Casts of other types

-- case double to bigint at the edges
select
  cast(1e19D as bigint) as v1,
  cast(-1e19D as bigint) as v2,
  cast(double('NaN') as bigint) as v3,
  cast(2147483648.5D as int) as v4,
  cast(1e300D as int) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{"v1":9223372036854775807,"v2":-9223372036854775808,"v3":0,"v4":2147483647,"v5":2147483647}

-- case bigint to smaller integers wraps
select
  cast(2147483648 as int) as v1,
  cast(32768 as smallint) as v2,
  cast(300 as tinyint) as v3,
  cast(-129 as tinyint) as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":-2147483648,"v2":-32768,"v3":44,"v4":127}

-- case bigint to double rounds
select cast(9007199254740993 as double) as v1, cast(9223372036854775807 as double) as v2
-- types v1 float, v2 float
-- rows
{"v1":9007199254740992.0,"v2":9.223372036854776e+18}

-- case numbers to boolean and back
select
  cast(0 as boolean) as v1,
  cast(2 as boolean) as v2,
  cast(0.0D as boolean) as v3,
  cast(true as int) as v4,
  cast(false as bigint) as v5,
  cast(true as double) as v6,
  cast(true as string) as v7
-- types v1 boolean, v2 boolean, v3 boolean, v4 long, v5 long, v6 float, v7 string
-- rows
{"v1":false,"v2":true,"v3":false,"v4":1,"v5":0,"v6":1.0,"v7":"true"}

-- case double to text has Java's form
select
  cast(1e10D as string) as v1,
  cast(1e-4D as string) as v2,
  cast(100D as string) as v3,
  cast(1e7D as string) as v4,
  cast(9999999D as string) as v5,
  cast(0.001D as string) as v6,
  cast(12345678.9D as string) as v7,
  cast(-0.0D as string) as v8,
  cast(1e300D as string) as v9,
  cast(1/3D as string) as v10
-- types v1 string, v2 string, v3 string, v4 string, v5 string, v6 string, v7 string, v8 string, v9 string, v10 string
-- rows
{"v1":"1.0E10","v2":"1.0E-4","v3":"100.0","v4":"1.0E7","v5":"9999999.0","v6":"0.001","v7":"1.23456789E7","v8":"-0.0","v9":"1.0E300","v10":"0.3333333333333333"}

-- case infinities and NaN as text
select
  cast(double('NaN') as string) as v1,
  cast(double('Infinity') as string) as v2,
  cast(-double('Infinity') as string) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"NaN","v2":"Infinity","v3":"-Infinity"}

-- case float to text
select
  cast(cast(0.1 as float) as string) as v1,
  cast(cast(1e10 as float) as string) as v2,
  cast(cast(16777216 as float) as string) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"0.1","v2":"1.0E10","v3":"1.6777216E7"}

-- case decimal to text
select
  cast(1.50 as string) as v1,
  cast(cast(2.5 as decimal(10,3)) as string) as v2,
  cast(100.00 as string) as v3,
  cast(cast(0 as decimal(10,2)) as string) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"1.50","v2":"2.500","v3":"100.00","v4":"0.00"}

-- case bigint to text
select cast(9223372036854775807 as string) as v1, cast(-5 as string) as v2
-- types v1 string, v2 string
-- rows
{"v1":"9223372036854775807","v2":"-5"}

-- case timestamp to text
select
  cast(timestamp '2017-01-02 15:00:00' as string) as v1,
  cast(timestamp '2017-01-02 15:00:00.120' as string) as v2,
  cast(timestamp '2017-01-02 15:00:00.123456' as string) as v3,
  cast(timestamp '0099-01-02 00:00:00' as string) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"2017-01-02 15:00:00","v2":"2017-01-02 15:00:00.12","v3":"2017-01-02 15:00:00.123456","v4":"0099-01-02 00:00:00"}

-- case date to text
select cast(date '2017-01-02' as string) as v1, cast(to_date('0099-01-02') as string) as v2
-- types v1 string, v2 string
-- rows
{"v1":"2017-01-02","v2":"0099-01-02"}

-- case timestamp to bigint and double are seconds
select
  cast(timestamp '1970-01-01 08:00:01' as bigint) as v1,
  cast(timestamp '1970-01-01 07:59:59.5' as bigint) as v2,
  cast(timestamp '1970-01-01 08:00:01.5' as double) as v3
-- types v1 long, v2 long, v3 float
-- rows
{"v1":1,"v2":-1,"v3":1.5}

-- case bigint and double to timestamp are seconds
select
  cast(0 as timestamp) as v1,
  cast(1483340400 as timestamp) as v2,
  cast(1.5D as timestamp) as v3,
  cast(-1 as timestamp) as v4
-- types v1 date, v2 date, v3 date, v4 date
-- rows
{"v1":"1970-01-01T00:00:00Z","v2":"2017-01-02T07:00:00Z","v3":"1970-01-01T00:00:01.500Z","v4":"1969-12-31T23:59:59Z"}

-- case timestamp to date cuts the time in the session's zone
select
  cast(timestamp '2017-01-02 23:59:59' as date) as v1,
  cast(cast('2017-01-02T17:00:00Z' as timestamp) as date) as v2
-- types v1 date, v2 date
-- rows
{"v1":"2017-01-01T16:00:00Z","v2":"2017-01-02T16:00:00Z"}

-- case date to timestamp is midnight in the session's zone
select cast(date '2017-01-02' as timestamp) as v
-- types v date
-- rows
{"v":"2017-01-01T16:00:00Z"}

-- case decimals round half up
select
  cast(2.345 as decimal(10,2)) as v1,
  cast(-2.345 as decimal(10,2)) as v2,
  cast(123456.7 as decimal(3,0)) as v3,
  cast(2.5D as decimal(10,0)) as v4
-- types v1 float, v2 float, v3 float, v4 float
-- rows
{"v1":2.35,"v2":-2.35,"v4":3.0}

-- case casts of fields
select cast(name as double) as v1, cast(name as bigint) as v2, cast(id as string) as v3, cast(price as string) as v4, cast(ok as string) as v5, cast(at as string) as v6, cast(at as bigint) as v7 from stream
-- types v1 float, v2 long, v3 string, v4 string, v5 string, v6 string, v7 long
-- rows
{"v1":12.0,"v2":12,"v3":"9223372036854775807","v4":"12.5","v5":"true","v6":"2017-01-02 15:00:00.12","v7":1483340400}
{"v1":1.5,"v2":1,"v3":"-9223372036854775808","v4":"-0.0","v5":"false","v6":"1960-01-01 08:00:00.123456","v7":-315619200}
{"v3":"9007199254740993","v4":"1.0E300","v6":"1899-12-31 08:05:43","v7":-2209075200}
{}

-- case casts by function
select
  int('12') as v1,
  bigint('12') as v2,
  double('1.5') as v3,
  string(12) as v4,
  boolean('true') as v5,
  date('2017-01-02') as v6,
  timestamp('2017-01-02') as v7,
  float('1.5') as v8,
  smallint(5) as v9,
  tinyint(5) as v10,
  decimal('7') as v11
-- types v1 long, v2 long, v3 float, v4 string, v5 boolean, v6 date, v7 date, v8 float, v9 long, v10 long, v11 float
-- rows
{"v1":12,"v2":12,"v3":1.5,"v4":"12","v5":true,"v6":"2017-01-01T16:00:00Z","v7":"2017-01-01T16:00:00Z","v8":1.5,"v9":5,"v10":5,"v11":7.0}

-- case cast of an array
select
  cast(array('1', 'x', '3') as array<int>) as v1,
  cast(array(1, 2) as array<string>) as v2,
  cast(array(1.9D) as array<bigint>) as v3
-- types v1 array(long), v2 array(string), v3 array(long)
-- rows
{"v1":[1,3],"v2":["1","2"],"v3":[1]}

-- case cast of a map
select cast(named_struct('a', '1', 'b', 2) as struct<x:int,y:string>) as v
-- types v map(x long, y string)
-- rows
{"v":{"x":1,"y":"2"}}

-- case arrays and maps as text
select
  cast(array(1, 2, NULL) as string) as v1,
  cast(named_struct('a', 1, 'b', 'x') as string) as v2,
  cast(map('k', 1) as string) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"[1, 2, null]","v2":"{1, x}","v3":"{k -> 1}"}

-- case cast of NULL
select
  cast(NULL as bigint) as v1,
  cast(NULL as string) as v2,
  cast(NULL as timestamp) as v3,
  cast(NULL as array<int>) as v4
-- types v1 long, v2 string, v3 date, v4 array(long)
-- rows
{}

-- case a cast to a type that does not exist is refused
select cast(1 as nosuch) as v
-- error E18209 nosuch

-- case a cast between types without a way is refused
select cast(array(1) as bigint) as v
-- error E18209 cast

-- case try_cast
select try_cast('x' as int) as v1, try_cast('5' as int) as v2
-- types v1 long, v2 long
-- rows
{"v2":5}

--- Implicit coercion

-- case text in arithmetic is a double
select
  '1' + 1 as v1,
  '1.5' * 2 as v2,
  '10' / '4' as v3,
  'abc' + 1 as v4,
  - '5' as v5,
  '7' % 4 as v6,
  '3' - '1' as v7
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float, v7 float
-- rows
{"v1":2.0,"v2":3.0,"v3":2.5,"v5":-5.0,"v6":3.0,"v7":2.0}

-- case integers and doubles make doubles
select 1 + 1.5D as v1, 2 * 0.5D as v2, 7 / 2 as v3, cast(1 as bigint) + cast(1.5 as float) as v4
-- types v1 float, v2 float, v3 float, v4 float
-- rows
{"v1":2.5,"v2":1.0,"v3":3.5,"v4":2.5}

-- case numbers in text functions
select length(12.50) as v1, upper(true) as v2, concat(1, date '2017-01-02') as v3
-- types v1 long, v2 string, v3 string
-- rows
{"v1":5,"v2":"TRUE","v3":"12017-01-02"}

-- case text in date functions
select
  year('2017-01-02') as v1,
  datediff('2017-01-02', date '2017-01-01') as v2,
  hour('2017-01-02 15:00:00') as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":2017,"v2":1,"v3":15}

-- case branches of different types
select
  case when true then 1 else 2.5D end as v1,
  coalesce(NULL, 1, 'x') as v2,
  if(true, 1, 'a') as v3,
  if(false, 1, 2.5D) as v4,
  nvl(1, 'x') as v5
-- types v1 float, v2 string, v3 string, v4 float, v5 string
-- rows
{"v1":1.0,"v2":"1","v3":"1","v4":2.5,"v5":"1"}

-- case elements of different types
select array(1, 2.5D) as v1, array(1, 'a') as v2, array(1, NULL) as v3
-- types v1 array(float), v2 array(string), v3 array(long)
-- rows
{"v1":[1.0,2.5],"v2":["1","a"],"v3":[1]}

-- case a boolean is no number
select true + 1 as v
-- error E18209 boolean

-- case decimals below 1 as text
select
  cast(0.01 as string) as v1, concat(-0.5, '!') as v2, cast(cast(0 as decimal(38,10)) as string) as v3,
  cast(cast('0.00000015' as decimal(20,10)) as string) as v4, cast(cast('-1e-9' as decimal(20,10)) as string) as v5,
  cast(cast('0.000001' as decimal(20,7)) as string) as v6, to_json(named_struct('a', 0.01)) as v7, cast(array(0.5, 0.25) as string) as v8
-- rows
{"v1":"0.01","v2":"-0.5!","v3":"0E-10","v4":"1.500E-7","v5":"-1.0E-9","v6":"0.0000010","v7":"{\"a\":0.01}","v8":"[0.50, 0.25]"}

-- case numbers with exponents as decimals
select
  cast(5e-5D as decimal(10,2)) as v1, cast('5e-05' as decimal(10,2)) as v2, cast(1.5e-7D as decimal(20,8)) as v3,
  cast('1.005E2' as decimal(10,2)) as v4, cast('1.23456e2' as decimal(10,2)) as v5, cast('-.5e1' as decimal(10,2)) as v6,
  cast(1e20D as decimal(38,2)) as v7, cast('1e400' as decimal(10,2)) as v8, cast('e5' as decimal(10,2)) as v9, cast('5.e-1' as decimal(10,1)) as v10
-- rows
{"v1":0.0,"v2":0.0,"v3":1.5e-7,"v4":100.5,"v5":123.46,"v6":-5.0,"v7":100000000000000000000.0,"v10":0.5}

-- case a double that a float cannot hold is infinite
select cast(cast(x as float) as string) as v, cast(x as float) > 1 as w, cast(cast(cast(x as string) as float) as string) as y from values (1e300D), (-1e300D), (3.4028234663852886e38D), (double('NaN')), (0.1D), (null) as t(x)
-- rows
{"v":"Infinity","w":true,"y":"Infinity"}
{"v":"-Infinity","w":false,"y":"-Infinity"}
{"v":"3.4028235E38","w":true,"y":"3.4028235E38"}
{"v":"NaN","w":true,"y":"NaN"}
{"v":"0.1","w":false,"y":"0.1"}
{}
