-- What is refused, and where.

-- schema: id long, name string, place map(city string), tags array(string)
-- input
{"id":1,"name":"a"}

-- case an unknown function is refused
select nosuch(id) from stream
-- error E18209 1:8 does not exist: docs/reference/sql-functions.md

-- case an unknown function on a later line
select id,
  nosuch(id) as v
from stream
-- error E18209 2:3 nosuch

-- case an unknown field is refused
select nosuch from stream
-- error E18228 1:8 nosuch

-- case an unknown field in a condition on a later line
select id
from stream
where id > 0
  and colour = 'red'
-- error E18228 4:7 colour

-- case an unknown field in group by, order by and having
select count(*) as c from stream group by nosuch
-- error E18228 1:43 nosuch

-- case an unknown field in order by
select id from stream order by nosuch
-- error E18228 1:32 nosuch

-- case an unknown field in a join's condition
select a.id from stream a join stream b on a.id = b.nosuch
-- error E18228 nosuch

-- case an unknown field behind Unicode text keeps its column
select '中国' as v, nosuch from stream
-- error E18228 1:19 nosuch

-- case an unknown table is refused
select id from nowhere
-- error E18209 1:16 the tables are stream and the other repos of the account

-- case an unknown table of a database is refused
select id from other.stream
-- error E18209 1:16

-- case a misspelt keyword is refused
selct id from stream
-- error E18209 1:1 selct

-- case an incomplete query is refused
select id from
-- error E18209

-- case an empty condition is refused
select id from stream where and id > 0
-- error E18209

-- case a parenthesis that is not closed is refused
select (id from stream
-- error E18209 1:8 (

-- case a text that is not closed is refused
select 'abc from stream
-- error E18209 1:8

-- case a comma too many is refused
select id, from stream
-- error E18209

-- case two queries are refused
select 1 as v; select 2 as v
-- error E18209

-- case an empty query is refused
-- nothing but a comment
-- error E18209

-- case too few arguments are refused
select substr(name) as v from stream
-- error E18209 substr takes 2 or 3 arguments, not 1

-- case too many arguments are refused
select length(name, 1) as v from stream
-- error E18209 length takes 1 argument, not 2

-- case arguments of a type without a way are refused
select year(place) as v from stream
-- error E18209

-- case arithmetic with an array is refused
select tags + 1 as v from stream
-- error E18209 array

-- case a comparison of an array and a number is refused
select id from stream where tags = 1
-- error E18209

-- case a condition that is no boolean is refused
select id from stream where name + 1
-- error E18209

-- case a select item twice of one name is refused
select id, name as id from stream
-- error E18209 id

-- case an index of a text is refused
select name[0] as v from stream
-- error E18209

-- case a statement that is no query is refused: drop
drop table stream
-- error E18209
-- spark skip
-- why Spark would do it, a transform has only queries

-- case a statement that is no query is refused: insert
insert into stream select 1, 'a', null, null
-- error E18209
-- spark skip
-- why Spark has a way to try it, a transform has only queries

-- case a statement that is no query is refused: create
create table t as select * from stream
-- error E18209
-- spark skip
-- why Spark would do it, a transform has only queries

-- case a statement that is no query is refused: set
set spark.sql.ansi.enabled = true
-- error E18209
-- spark skip
-- why Spark would do it, a transform has only queries

-- case a statement that is no query is refused: show
show tables
-- error E18209
-- spark skip
-- why Spark would do it, a transform has only queries

-- case a file is no table
select * from csv.`/etc/hosts`
-- error E18209
-- spark skip
-- why Spark would read the file, a query sees only its own records

-- case functions that reach outside are unknown
select java_method('java.lang.System', 'getProperty', 'user.home') as v
-- error E18209 java_method
-- spark skip
-- why Spark would call it, a query sees only its own records

-- case functions of our engine that Spark lacks are unknown
select list_aggregate(tags, 'max') as v from stream
-- error E18209 list_aggregate

-- case a reader of files by function is unknown
select * from read_csv('/etc/hosts')
-- error E18209 read_csv

-- case the share of a percentile cannot be a column
select percentile(id, id / 10) as v from stream
-- error E18209 1:23 the share of percentile must be the same for all rows
