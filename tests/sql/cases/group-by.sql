-- Groups.

-- schema: city string, kind string, n long, at date
-- input
{"city":"SZ","kind":"a","n":1,"at":"2017-01-02T07:00:00Z"}
{"city":"SZ","kind":"b","n":2,"at":"2017-01-02T07:59:00Z"}
{"city":"SH","kind":"a","n":4,"at":"2017-01-02T08:00:00Z"}
{"city":"SH","kind":"a","n":8}
{"kind":"b","n":16}

-- case group by a field
select city, sum(n) as s from stream group by city order by city
-- types city string, s long
-- rows
{"s":16}
{"city":"SH","s":12}
{"city":"SZ","s":3}

-- case group by several fields
select city, kind, count(*) as c from stream group by city, kind order by city, kind
-- types city string, kind string, c long
-- rows
{"kind":"b","c":1}
{"city":"SH","kind":"a","c":2}
{"city":"SZ","kind":"a","c":1}
{"city":"SZ","kind":"b","c":1}

-- case group by an alias
select upper(kind) as k, sum(n) as s from stream group by k order by k
-- types k string, s long
-- rows
{"k":"A","s":13}
{"k":"B","s":18}

-- case group by a place of the select list
select kind, city, sum(n) as s from stream group by 1, 2 order by 1, 2
-- types kind string, city string, s long
-- rows
{"kind":"a","city":"SH","s":12}
{"kind":"a","city":"SZ","s":1}
{"kind":"b","s":16}
{"kind":"b","city":"SZ","s":2}

-- case group by an expression
select n % 2 as odd, count(*) as c from stream group by n % 2 order by odd
-- types odd long, c long
-- rows
{"odd":0,"c":4}
{"odd":1,"c":1}

-- case group by an expression that is selected in part
select length(city) + 1 as v, count(*) as c from stream group by length(city) order by v
-- types v long, c long
-- rows
{"c":1}
{"v":3,"c":4}

-- case a field wins over an alias in group by
select max(n) as n, kind as city from stream group by kind, city order by n
-- types n long, city string
-- rows
{"n":1,"city":"a"}
{"n":2,"city":"b"}
{"n":8,"city":"a"}
{"n":16,"city":"b"}

-- case group by a function of a date
select hour(at) as h, count(*) as c from stream group by hour(at) order by h
-- types h long, c long
-- rows
{"c":2}
{"h":15,"c":2}
{"h":16,"c":1}

-- case group by a day as text
select from_unixtime(unix_timestamp(at), 'yyyy-MM-dd HH') as h, sum(n) as s from stream where at is not null group by from_unixtime(unix_timestamp(at), 'yyyy-MM-dd HH') order by h
-- types h string, s long
-- rows
{"h":"2017-01-02 15","s":3}
{"h":"2017-01-02 16","s":4}

-- case having
select city, count(*) as c from stream group by city having count(*) > 1 order by city
-- types city string, c long
-- rows
{"city":"SH","c":2}
{"city":"SZ","c":2}

-- case having by an alias
select city, sum(n) as s from stream group by city having s > 3 order by city
-- types city string, s long
-- rows
{"s":16}
{"city":"SH","s":12}

-- case having without group by
select sum(n) as s from stream having count(*) > 10
-- types s long
-- rows

-- case having on a group's key
select city, count(*) as c from stream group by city having city is not null order by city
-- types city string, c long
-- rows
{"city":"SH","c":2}
{"city":"SZ","c":2}

-- case group by without aggregates is distinct
select city from stream group by city order by city
-- types city string
-- rows
{}
{"city":"SH"}
{"city":"SZ"}

-- case grouping sets
select city, kind, sum(n) as s from stream group by city, kind grouping sets ((city, kind), (city), ()) order by city, kind, s
-- types city string, kind string, s long
-- rows
{"s":16}
{"s":31}
{"kind":"b","s":16}
{"city":"SH","s":12}
{"city":"SH","kind":"a","s":12}
{"city":"SZ","s":3}
{"city":"SZ","kind":"a","s":1}
{"city":"SZ","kind":"b","s":2}

-- case group by grouping sets
select city, kind, sum(n) as s from stream group by grouping sets ((city), (kind)) order by city, kind
-- types city string, kind string, s long
-- rows
{"s":16}
{"kind":"a","s":13}
{"kind":"b","s":18}
{"city":"SH","s":12}
{"city":"SZ","s":3}

-- case rollup
select city, kind, sum(n) as s from stream where city is not null group by rollup(city, kind) order by city, kind
-- types city string, kind string, s long
-- rows
{"s":15}
{"city":"SH","s":12}
{"city":"SH","kind":"a","s":12}
{"city":"SZ","s":3}
{"city":"SZ","kind":"a","s":1}
{"city":"SZ","kind":"b","s":2}

-- case with rollup
select kind, sum(n) as s from stream group by kind with rollup order by kind
-- types kind string, s long
-- rows
{"s":31}
{"kind":"a","s":13}
{"kind":"b","s":18}

-- case cube
select city, kind, count(*) as c from stream where city is not null group by cube(city, kind) order by city, kind
-- types city string, kind string, c long
-- rows
{"c":4}
{"kind":"a","c":3}
{"kind":"b","c":1}
{"city":"SH","c":2}
{"city":"SH","kind":"a","c":2}
{"city":"SZ","c":2}
{"city":"SZ","kind":"a","c":1}
{"city":"SZ","kind":"b","c":1}

-- case with cube
select kind, count(*) as c from stream group by kind with cube order by kind
-- types kind string, c long
-- rows
{"c":5}
{"kind":"a","c":3}
{"kind":"b","c":2}

-- case grouping tells totals from NULL
select city, grouping(city) as g, sum(n) as s from stream group by rollup(city) order by g, city
-- types city string, g long, s long
-- rows
{"g":0,"s":16}
{"city":"SH","g":0,"s":12}
{"city":"SZ","g":0,"s":3}
{"g":1,"s":31}

-- case grouping_id
select city, kind, grouping_id() as g, count(*) as c from stream where city is not null group by cube(city, kind) order by g, city, kind
-- types city string, kind string, g long, c long
-- rows
{"city":"SH","kind":"a","g":0,"c":2}
{"city":"SZ","kind":"a","g":0,"c":1}
{"city":"SZ","kind":"b","g":0,"c":1}
{"city":"SH","g":1,"c":2}
{"city":"SZ","g":1,"c":2}
{"kind":"a","g":2,"c":3}
{"kind":"b","g":2,"c":1}
{"g":3,"c":4}

-- case an aggregate that is only ordered by
select city from stream group by city order by sum(n) desc
-- types city string
-- rows
{}
{"city":"SH"}
{"city":"SZ"}

-- case distinct over groups
select distinct count(*) as c from stream group by city order by c
-- types c long
-- rows
{"c":1}
{"c":2}

-- case group by NULL and constants
select 1 as one, count(*) as c from stream group by 1
-- types one long, c long
-- rows
{"one":1,"c":5}

-- case a field that is not grouped is refused
select city, n from stream group by city
-- error E18209 n

-- case a field beside an aggregate is refused
select city, count(*) as c from stream
-- error E18209 city

-- case an aggregate in group by is refused
select sum(n) as s from stream group by sum(n)
-- error E18209

-- case a place beyond the select list is refused
select city from stream group by 2
-- error E18209 2

-- case group by with counts of conditions
select city, sum(case when kind = 'a' then 1 else 0 end) as a, count(if(kind = 'b', 1, NULL)) as b from stream group by city order by city
-- types city string, a long, b long
-- rows
{"a":0,"b":1}
{"city":"SH","a":2,"b":0}
{"city":"SZ","a":1,"b":1}

-- case the largest group
select city, count(*) as c from stream where city is not null group by city order by c desc, city limit 1
-- types city string, c long
-- rows
{"city":"SH","c":2}

-- case pivot
select * from (select city, kind, n from stream where city is not null) pivot (sum(n) for kind in ('a' as a, 'b' as b)) order by city
-- error E18209 1:73 PIVOT
-- spark rows
{"city":"SH","a":12}
{"city":"SZ","a":1,"b":2}
-- why ours asks for CASE, which names the columns

-- case group by all records of an empty table has no row
select city, count(*) as c from stream where false group by city
-- types city string, c long
-- rows

-- case a key may stand in several grouping sets
select n % 2 as k, kind, count(*) as c from stream group by grouping sets ((n % 2, kind), (kind), (kind, n % 2), ()) order by c desc, k, kind
-- rows
{"c":5}
{"kind":"a","c":3}
{"kind":"b","c":2}
{"k":0,"kind":"a","c":2}
{"k":0,"kind":"a","c":2}
{"k":0,"kind":"b","c":2}
{"k":0,"kind":"b","c":2}
{"k":1,"kind":"a","c":1}
{"k":1,"kind":"a","c":1}

-- case a key that is part of another key
select upper(city) as u, city, count(*) as c, grouping(city) as g from stream group by rollup(upper(city), city) order by g, c, u
-- rows
{"c":1,"g":0}
{"u":"SH","city":"SH","c":2,"g":0}
{"u":"SZ","city":"SZ","c":2,"g":0}
{"c":1,"g":1}
{"u":"SH","c":2,"g":1}
{"u":"SZ","c":2,"g":1}
{"c":5,"g":1}

-- case a key of two fields, one of which is a key
select coalesce(city, kind) as k, city, sum(n) as s from stream group by coalesce(city, kind), city with rollup order by s, k, city
-- rows
{"k":"SZ","s":3}
{"k":"SZ","city":"SZ","s":3}
{"k":"SH","s":12}
{"k":"SH","city":"SH","s":12}
{"k":"b","s":16}
{"k":"b","s":16}
{"s":31}

-- case a constant key is NULL in the rows of others
select false as f, kind, count(*) as c from stream group by rollup(false, kind) order by f, kind
-- rows
{"c":5}
{"f":false,"c":5}
{"f":false,"kind":"a","c":3}
{"f":false,"kind":"b","c":2}
