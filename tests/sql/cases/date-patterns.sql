-- Patterns of dates: Java's SimpleDateFormat (spec: sql.md §2.1).

-- schema: id long, at date
-- input
{"id":1,"at":"2017-01-02T07:00:00.123Z"}
{"id":2,"at":"1988-07-01T00:00:00Z"}
{"id":3}

--- Writing

-- case letters of the year to the day (documented)
select date_format(at, 'yyyy') as v1, date_format(at, 'yy') as v2, date_format(at, 'MM') as v3, date_format(at, 'M') as v4, date_format(at, 'MMM') as v5, date_format(at, 'MMMM') as v6, date_format(at, 'dd') as v7, date_format(at, 'd') as v8 from stream where id = 1
-- rows
{"v1":"2017","v2":"17","v3":"01","v4":"1","v5":"Jan","v6":"January","v7":"02","v8":"2"}

-- case letters of the time (documented)
select date_format(at, 'HH') as v1, date_format(at, 'H') as v2, date_format(at, 'hh') as v3, date_format(at, 'h') as v4, date_format(at, 'kk') as v5, date_format(at, 'K') as v6, date_format(at, 'mm') as v7, date_format(at, 'm') as v8, date_format(at, 'ss') as v9, date_format(at, 's') as v10 from stream where id = 1
-- rows
{"v1":"15","v2":"15","v3":"03","v4":"3","v5":"15","v6":"3","v7":"00","v8":"0","v9":"00","v10":"0"}

-- case letters of the rest (documented)
select date_format(at, 'a') as v1, date_format(at, 'SSS') as v2, date_format(at, 'S') as v3, date_format(at, 'E') as v4, date_format(at, 'EEEE') as v5, date_format(at, 'u') as v6, date_format(at, 'D') as v7, date_format(at, 'z') as v8, date_format(at, 'Z') as v9, date_format(at, 'X') as v10, date_format(at, 'XXX') as v11, date_format(at, '\'T\'') as v12, date_format(at, '\'\'') as v13, date_format(at, 'G') as v14 from stream where id = 1
-- rows
{"v1":"PM","v2":"123","v3":"123","v4":"Mon","v5":"Monday","v6":"1","v7":"2","v8":"CST","v9":"+0800","v10":"+08","v11":"+08:00","v12":"T","v13":"'","v14":"AD"}

-- case whole patterns
select id, date_format(at, 'yyyy-MM-dd HH:mm:ss.SSS') as v1, date_format(at, 'yyyy-MM-dd\'T\'HH:mm:ssXXX') as v2, date_format(at, 'yyyyMMddHHmmss') as v3, date_format(at, 'yyyy年MM月dd日') as v4, date_format(at, 'EEE, d MMM yyyy') as v5 from stream
-- types id long, v1 string, v2 string, v3 string, v4 string, v5 string
-- rows
{"id":1,"v1":"2017-01-02 15:00:00.123","v2":"2017-01-02T15:00:00+08:00","v3":"20170102150000","v4":"2017年01月02日","v5":"Mon, 2 Jan 2017"}
{"id":2,"v1":"1988-07-01 09:00:00.000","v2":"1988-07-01T09:00:00+09:00","v3":"19880701090000","v4":"1988年07月01日","v5":"Fri, 1 Jul 1988"}
{"id":3}

-- case lower-case mm are minutes
select
  date_format(timestamp '2017-03-04 05:06:07', 'yyyy-mm-dd') as v1,
  date_format(timestamp '2017-03-04 05:06:07', 'hh:MM') as v2
-- types v1 string, v2 string
-- rows
{"v1":"2017-06-04","v2":"05:03"}

-- case longer runs of letters pad
select
  date_format(timestamp '2017-03-04 05:06:07', 'yyyyy') as v1,
  date_format(timestamp '2017-03-04 05:06:07', 'ddd') as v2,
  date_format(timestamp '2017-03-04 05:06:07', 'HHH') as v3,
  date_format(timestamp '2017-03-04 05:06:07', 'SSSS') as v4,
  date_format(timestamp '2017-03-04 05:06:07', 'y') as v5,
  date_format(timestamp '2017-03-04 05:06:07', 'DDD') as v6
-- types v1 string, v2 string, v3 string, v4 string, v5 string, v6 string
-- rows
{"v1":"02017","v2":"004","v3":"005","v4":"0000","v5":"2017","v6":"063"}

-- case weeks of the year and of the month
select
  date_format(timestamp '2017-01-01 00:00:00', 'w') as v1,
  date_format(timestamp '2017-01-08 00:00:00', 'ww') as v2,
  date_format(timestamp '2017-01-08 00:00:00', 'W') as v3,
  date_format(timestamp '2017-01-15 00:00:00', 'F') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"1","v2":"02","v3":"2","v4":"3"}

-- case midnight and noon
select
  date_format(timestamp '2017-01-01 00:00:00', 'HH kk KK hh a') as v1,
  date_format(timestamp '2017-01-01 12:00:00', 'HH kk KK hh a') as v2
-- types v1 string, v2 string
-- rows
{"v1":"00 24 00 12 AM","v2":"12 12 00 12 PM"}

-- case zones in summer time
select date_format(timestamp '1988-07-01 00:00:00', 'Z z') as v
-- types v string
-- rows
{"v":"+0900 CDT"}

-- case date_format of text and of dates
select
  date_format('2017-03-04', 'yyyy/MM') as v1,
  date_format(date '2017-03-04', 'dd HH') as v2,
  date_format('x', 'yyyy') as v3,
  date_format('2017-03-04', NULL) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"2017/03","v2":"04 00"}

-- case digits and signs in a pattern are themselves
select
  date_format(timestamp '2017-03-04 05:06:07', 'yyyy.MM.dd-12:[]{}#') as v1,
  date_format(timestamp '2017-03-04 05:06:07', '') as v2,
  date_format(timestamp '2017-03-04 05:06:07', '\'year\' yyyy \'o\'\'clock\'') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"2017.03.04-12:[]{}#","v2":"","v3":"year 2017 o'clock"}

-- case a letter that no pattern has is refused
select date_format(at, 'bbb') as v from stream
-- error E18209

-- case from_unixtime with patterns
select from_unixtime(1483340400, 'yyyy-MM-dd') as v1, from_unixtime(1483340400, 'HH') as v2, from_unixtime(1483340400, 'EEEE') as v3, from_unixtime(1483340400, 'yyyyMMdd') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"2017-01-02","v2":"15","v3":"Monday","v4":"20170102"}

--- Reading

-- case a matching beginning is enough
select
  unix_timestamp('2017-01-02 rest', 'yyyy-MM-dd') as v1,
  to_date('2017-01-02 15:00:00', 'yyyy-MM-dd') as v2,
  unix_timestamp('2017-01-02', 'yyyy-MM-dd HH') as v3
-- types v1 long, v2 date, v3 long
-- rows
{"v1":1483286400,"v2":"2017-01-01T16:00:00Z"}

-- case parts out of range roll over (documented)
select
  to_date('2017-13-01', 'yyyy-MM-dd') as v1,
  to_date('2017-02-30', 'yyyy-MM-dd') as v2,
  unix_timestamp('2017-01-02 24:00:00', 'yyyy-MM-dd HH:mm:ss') as v3,
  to_date('2017-00-00', 'yyyy-MM-dd') as v4
-- types v1 date, v2 date, v3 long, v4 date
-- rows
{"v1":"2017-12-31T16:00:00Z","v2":"2017-03-01T16:00:00Z","v3":1483372800,"v4":"2016-11-29T16:00:00Z"}
-- spark rows
{}
-- why the service read dates leniently, Spark has given NULL for parts out of range since 2.2

-- case lower-case mm are minutes, so the month is January
select from_unixtime(unix_timestamp('2017-05-06', 'yyyy-mm-dd')) as v
-- types v string
-- rows
{"v":"2017-01-06 00:05:00"}

-- case fewer digits than letters
select
  unix_timestamp('2017-1-2', 'yyyy-MM-dd') as v1,
  unix_timestamp('17-1-2', 'yy-M-d') as v2,
  unix_timestamp('17-1-2', 'yyyy-M-d') as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":1483286400,"v2":1483286400,"v3":-61630617943}

-- case adjacent digits
select
  unix_timestamp('20170102150000', 'yyyyMMddHHmmss') as v1,
  unix_timestamp('2017010215', 'yyyyMMddHH') as v2,
  unix_timestamp('150102', 'yyMMdd') as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":1483340400,"v2":1483340400,"v3":1420128000}

-- case month names
select
  unix_timestamp('02/Jan/2017:15:00:00', 'dd/MMM/yyyy:HH:mm:ss') as v1,
  unix_timestamp('2 January 2017', 'd MMMM yyyy') as v2,
  unix_timestamp('02/jan/2017', 'dd/MMM/yyyy') as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":1483340400,"v2":1483286400,"v3":1483286400}

-- case access log times with zones
select
  unix_timestamp('02/Jan/2017:15:00:00 +0800', 'dd/MMM/yyyy:HH:mm:ss Z') as v1,
  unix_timestamp('02/Jan/2017:15:00:00 +0000', 'dd/MMM/yyyy:HH:mm:ss Z') as v2,
  unix_timestamp('2017-01-02T15:00:00+01:00', 'yyyy-MM-dd\'T\'HH:mm:ssXXX') as v3,
  unix_timestamp('2017-01-02T15:00:00Z', 'yyyy-MM-dd\'T\'HH:mm:ssXXX') as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":1483340400,"v2":1483369200,"v3":1483365600,"v4":1483369200}

-- case half days
select
  unix_timestamp('2017-01-02 03:00 PM', 'yyyy-MM-dd hh:mm a') as v1,
  unix_timestamp('2017-01-02 12:00 AM', 'yyyy-MM-dd hh:mm a') as v2
-- types v1 long, v2 long
-- rows
{"v1":1483340400,"v2":1483286400}

-- case milliseconds
select
  to_timestamp('2017-01-02 15:00:00.120', 'yyyy-MM-dd HH:mm:ss.SSS') as v1,
  to_timestamp('2017-01-02 15:00:00.5', 'yyyy-MM-dd HH:mm:ss.S') as v2
-- types v1 date, v2 date
-- rows
{"v1":"2017-01-02T07:00:00.120Z","v2":"2017-01-02T07:00:00.005Z"}

-- case quoted text
select
  unix_timestamp('2017-01-02T15:00:00', 'yyyy-MM-dd\'T\'HH:mm:ss') as v1,
  unix_timestamp('2017-01-02 15:00:00', 'yyyy-MM-dd\'T\'HH:mm:ss') as v2
-- types v1 long, v2 long
-- rows
{"v1":1483340400}

-- case text that does not match is NULL
select
  unix_timestamp('x', 'yyyy') as v1,
  unix_timestamp('2017/01/02', 'yyyy-MM-dd') as v2,
  unix_timestamp('', 'yyyy') as v3,
  to_date('Foo 2017', 'MMM yyyy') as v4
-- types v1 long, v2 long, v3 long, v4 date
-- rows
{}

-- case days of the year
select to_date('2017-033', 'yyyy-DDD') as v
-- types v date
-- rows
{"v":"2017-02-01T16:00:00Z"}

-- case a pattern must be a constant
select date_format(at, cast(id as string)) as v from stream
-- error E18209 must be written as a constant
-- spark skip
-- why patterns are compiled when the query is

-- case a quote that is not closed is refused
select date_format(at, 'yyyy\'T') as v from stream
-- error E18209 has a single quote that is not closed

-- case zone names
select
  unix_timestamp('2017-01-02 15:00:00 PDT', 'yyyy-MM-dd HH:mm:ss z') as v1,
  unix_timestamp('2017-01-02 15:00:00 China Standard Time', 'yyyy-MM-dd HH:mm:ss z') as v2,
  unix_timestamp('2017-01-02T15:00:00GMT+09:00', 'yyyy-MM-dd\'T\'HH:mm:ssz') as v3,
  unix_timestamp('2017-01-02T15:00:00Z', 'yyyy-MM-dd\'T\'HH:mm:ssZ') as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":1483394400,"v2":1483340400,"v3":1483336800}

-- case blanks before a field are passed over
select
  unix_timestamp(' 2017- 1-02  15:00:00 xyz') as v1,
  unix_timestamp('2017 1 2', 'yyyyMMdd') as v2
-- types v1 long, v2 long
-- rows
{"v1":1483340400,"v2":1483286400}
