-- Date functions (spec: sql.md §2). The session's zone is Asia/Shanghai.

-- schema: id long, text string, at date, sec long
-- input
{"id":1,"text":"2017-01-02 15:00:00","at":"2017-01-02T07:00:00Z","sec":1483340400}
{"id":2,"text":"2017-01-02","at":"2016-12-31T16:00:00.120Z","sec":0}
{"id":3,"text":"x","at":"1988-07-01T00:00:00Z","sec":-1}
{"id":4,"at":"1899-12-31T00:00:00Z"}
{"id":5}

--- datediff

-- case datediff counts days (documented)
select
  datediff('2006-01-01 00:00:00','2005-12-31 23:59:59') as v1,
  datediff('2005-12-31','2006-01-01') as v2,
  datediff('2017-01-02','2017-01-02 23:59:59') as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":1,"v2":-1,"v3":0}

-- case datediff of bad text is NULL (documented)
select datediff('x','2017-01-01') as v1, datediff('2017-01-01', NULL) as v2
-- types v1 long, v2 long
-- rows
{"v1":null,"v2":null}

-- case datediff of dates and timestamps
select
  datediff(date '2017-03-01', date '2017-02-01') as v1,
  datediff(timestamp '2017-01-02 00:00:00', timestamp '2017-01-01 23:59:59') as v2,
  datediff('2016-03-01', '2016-02-01') as v3,
  datediff('1970-01-01', '1900-01-01') as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":28,"v2":1,"v3":29,"v4":25567}

-- case datediff over records is counted in the session's zone
select id, datediff(at, '2017-01-01') as v, datediff(text, '2017-01-01') as w from stream
-- types id long, v long, w long
-- rows
{"id":1,"v":1,"w":1}
{"id":2,"v":0,"w":1}
{"id":3,"v":-10411}
{"id":4,"v":-42735}
{"id":5}

--- from_unixtime

-- case from_unixtime writes seconds in the session's zone (documented)
select
  from_unixtime(0) as v1,
  from_unixtime(-1) as v2,
  from_unixtime(1232456789) as v3,
  from_unixtime(2147483648) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"1970-01-01 08:00:00","v2":"1970-01-01 07:59:59","v3":"2009-01-20 21:06:29","v4":"2038-01-19 11:14:08"}

-- case from_unixtime of the misprinted sample (documented)
select from_unixtime(123456789) as v
-- types v string
-- rows
{"v":"1973-11-30 05:33:09"}

-- case from_unixtime in summer time (documented)
select from_unixtime(584000000) as v
-- types v string
-- rows
{"v":"1988-07-04 15:13:20"}

-- case from_unixtime takes text and floats (documented)
select from_unixtime('123456789') as v1, from_unixtime(123456789.9) as v2
-- types v1 string, v2 string
-- rows
{"v1":"1973-11-30 05:33:09","v2":"1973-11-30 05:33:09"}

-- case from_unixtime with a pattern (documented)
select from_unixtime(1483340400,'yyyy/MM/dd') as v
-- types v string
-- rows
{"v":"2017/01/02"}

-- case from_unixtime of NULL is NULL
select from_unixtime(NULL) as v1, from_unixtime(0, NULL) as v2, from_unixtime('x') as v3
-- types v1 string, v2 string, v3 string
-- rows
{}

-- case from_unixtime before 1901 has the local mean time
select
  from_unixtime(-2209075200) as v1,
  from_unixtime(-2177481943) as v2,
  from_unixtime(-2177481944) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"1899-12-31 08:05:43","v2":"1900-12-31 23:54:17","v3":"1900-12-31 23:59:59"}

-- case from_unixtime over records
select id, from_unixtime(sec) as v, from_unixtime(sec, 'HH:mm') as w from stream
-- types id long, v string, w string
-- rows
{"id":1,"v":"2017-01-02 15:00:00","w":"15:00"}
{"id":2,"v":"1970-01-01 08:00:00","w":"08:00"}
{"id":3,"v":"1970-01-01 07:59:59","w":"07:59"}
{"id":4}
{"id":5}

--- unix_timestamp

-- case unix_timestamp of text (documented)
select
  unix_timestamp('2017-01-02 15:00:00') as v1,
  unix_timestamp('1970-01-01 08:00:00') as v2,
  unix_timestamp('2009-07-30 04:17:52') as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":1483340400,"v2":0,"v3":1248898672}

-- case unix_timestamp takes a matching beginning (documented)
select unix_timestamp('2017-01-02 15:00:00','yyyy-MM-dd') as v
-- types v long
-- rows
{"v":1483286400}

-- case unix_timestamp in summer time (documented)
select unix_timestamp('1988-07-01 00:00:00') as v
-- types v long
-- rows
{"v":583686000}

-- case unix_timestamp with a pattern (documented)
select unix_timestamp('20170102','yyyyMMdd') as v
-- types v long
-- rows
{"v":1483286400}

-- case unix_timestamp of text of another form is NULL (documented)
select unix_timestamp('2017/01/02 00:00:00') as v
-- types v long
-- rows
{"v":null}

-- case unix_timestamp of bad text and of NULL is NULL
select
  unix_timestamp('x') as v1,
  unix_timestamp('') as v2,
  unix_timestamp('2017-01-02') as v3,
  unix_timestamp(NULL) as v4,
  unix_timestamp('2017-01-02 15:00:00', NULL) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{}

-- case unix_timestamp of dates and timestamps
select
  unix_timestamp(date '2017-01-02') as v1,
  unix_timestamp(timestamp '2017-01-02 15:00:00.9') as v2,
  unix_timestamp(timestamp '1969-12-31 00:00:00', 'x') as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":1483286400,"v2":1483340400,"v3":-115200}

-- case unix_timestamp rolls parts over that are out of range (documented)
select from_unixtime(unix_timestamp('2017-13-45 25:61:61')) as v
-- types v string
-- rows
{"v":"2018-02-15 02:02:01"}
-- spark rows
{}
-- why the service read dates leniently, Spark has given NULL for parts out of range since 2.2

-- case unix_timestamp over records
select id, unix_timestamp(text) as v, unix_timestamp(at) as w, unix_timestamp(text, 'yyyy-MM-dd') as x from stream
-- types id long, v long, w long, x long
-- rows
{"id":1,"v":1483340400,"w":1483340400,"x":1483286400}
{"id":2,"w":1483200000,"x":1483286400}
{"id":3,"w":583718400}
{"id":4,"w":-2209075200}
{"id":5}

-- case unix_timestamp without an argument is now
select unix_timestamp() > 1483340400 as v, unix_timestamp() = unix_timestamp() as w, unix_timestamp() - unix_timestamp(current_timestamp()) between -2 and 2 as x
-- types v boolean, w boolean, x boolean
-- rows
{"v":true,"w":true,"x":true}

-- case to_unix_timestamp
select
  to_unix_timestamp('2017-01-02 15:00:00') as v1,
  to_unix_timestamp('2017-01-02', 'yyyy-MM-dd') as v2
-- types v1 long, v2 long
-- rows
{"v1":1483340400,"v2":1483286400}

--- to_date, to_timestamp

-- case to_date cuts the time (documented)
select to_date('2009-07-30 04:17:52') as v
-- types v date
-- rows
{"v":"2009-07-29T16:00:00Z"}

-- case to_date of bad text is NULL
select
  to_date('') as v1,
  to_date('x') as v2,
  to_date(NULL) as v3,
  to_date('2017-02-30') as v4,
  to_date('2017/01/02') as v5
-- types v1 date, v2 date, v3 date, v4 date, v5 date
-- rows
{}

-- case to_date with a pattern
select
  to_date('02/01/2017', 'dd/MM/yyyy') as v1,
  to_date('20170102', 'yyyyMMdd') as v2,
  to_date('x', 'yyyy') as v3
-- types v1 date, v2 date, v3 date
-- rows
{"v1":"2017-01-01T16:00:00Z","v2":"2017-01-01T16:00:00Z"}

-- case to_date of a timestamp
select
  to_date(timestamp '2017-01-02 23:00:00') as v1,
  to_date(cast('2017-01-02T17:00:00Z' as timestamp)) as v2
-- types v1 date, v2 date
-- rows
{"v1":"2017-01-01T16:00:00Z","v2":"2017-01-02T16:00:00Z"}

-- case to_date in summer time and before 1901
select
  to_date('1988-07-30') as v1,
  to_date('1890-07-30') as v2,
  to_date('1986-05-04') as v3,
  to_date('1991-09-15') as v4
-- types v1 date, v2 date, v3 date, v4 date
-- rows
{"v1":"1988-07-29T15:00:00Z","v2":"1890-07-29T15:54:17Z","v3":"1986-05-03T16:00:00Z","v4":"1991-09-14T15:00:00Z"}

-- case to_timestamp
select
  to_timestamp('2017-01-02 15:00:00') as v1,
  to_timestamp('2017-01-02') as v2,
  to_timestamp('02.01.2017 15', 'dd.MM.yyyy HH') as v3,
  to_timestamp('x') as v4,
  to_timestamp('2017-01-02T15:00:00Z') as v5
-- types v1 date, v2 date, v3 date, v4 date, v5 date
-- rows
{"v1":"2017-01-02T07:00:00Z","v2":"2017-01-01T16:00:00Z","v3":"2017-01-02T07:00:00Z","v5":"2017-01-02T15:00:00Z"}

-- case to_date and to_timestamp over records
select id, to_date(text) as v, to_date(at) as w, to_timestamp(text) as x from stream
-- types id long, v date, w date, x date
-- rows
{"id":1,"v":"2017-01-01T16:00:00Z","w":"2017-01-01T16:00:00Z","x":"2017-01-02T07:00:00Z"}
{"id":2,"v":"2017-01-01T16:00:00Z","w":"2016-12-31T16:00:00Z","x":"2017-01-01T16:00:00Z"}
{"id":3,"w":"1988-06-30T15:00:00Z"}
{"id":4,"w":"1899-12-30T15:54:17Z"}
{"id":5}

--- Parts

-- case year to second
select
  year('2017-03-04 05:06:07') as v1,
  quarter('2017-03-04') as v2,
  month('2017-03-04') as v3,
  day('2017-03-04') as v4,
  dayofmonth('2017-03-04') as v5,
  hour('2017-03-04 05:06:07') as v6,
  minute('2017-03-04 05:06:07') as v7,
  second('2017-03-04 05:06:07.9') as v8
-- types v1 long, v2 long, v3 long, v4 long, v5 long, v6 long, v7 long, v8 long
-- rows
{"v1":2017,"v2":1,"v3":3,"v4":4,"v5":4,"v6":5,"v7":6,"v8":7}

-- case weekofyear is the ISO week (documented)
select
  weekofyear('2014-12-29') as v1,
  weekofyear('2014-12-31') as v2,
  weekofyear('2015-12-29') as v3,
  weekofyear('2016-01-01') as v4,
  weekofyear('2017-01-01') as v5,
  weekofyear('2017-01-02') as v6,
  weekofyear('2021-01-03') as v7
-- types v1 long, v2 long, v3 long, v4 long, v5 long, v6 long, v7 long
-- rows
{"v1":1,"v2":1,"v3":53,"v4":53,"v5":52,"v6":1,"v7":53}

-- case weekofyear of dates that are text with a pattern (documented)
select weekofyear(to_date('20141231', 'yyyyMMdd')) as v
-- types v long
-- rows
{"v":1}

-- case dayofweek, weekday, dayofyear
select
  dayofweek('2017-01-01') as v1,
  dayofweek('2017-01-07') as v2,
  weekday('2017-01-01') as v3,
  dayofyear('2017-12-31') as v4,
  dayofyear('2016-12-31') as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{"v1":1,"v2":7,"v3":6,"v4":365,"v5":366}

-- case parts of bad text and of NULL are NULL
select
  year('x') as v1,
  month(NULL) as v2,
  hour('') as v3,
  weekofyear('x') as v4,
  dayofweek(NULL) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{}

-- case hour of a timestamp is in the session's zone
select
  hour(cast('2017-01-02T20:00:00Z' as timestamp)) as v1,
  day(cast('2017-01-02T20:00:00Z' as timestamp)) as v2,
  hour(cast('1988-07-01T00:00:00Z' as timestamp)) as v3,
  minute(cast('1899-12-31T00:00:00Z' as timestamp)) as v4,
  second(cast('1899-12-31T00:00:00Z' as timestamp)) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{"v1":4,"v2":3,"v3":9,"v4":5,"v5":43}

-- case parts over records
select id, year(at) as y, month(at) as mo, day(at) as d, hour(at) as h, minute(at) as mi, second(at) as s from stream
-- types id long, y long, mo long, d long, h long, mi long, s long
-- rows
{"id":1,"y":2017,"mo":1,"d":2,"h":15,"mi":0,"s":0}
{"id":2,"y":2017,"mo":1,"d":1,"h":0,"mi":0,"s":0}
{"id":3,"y":1988,"mo":7,"d":1,"h":9,"mi":0,"s":0}
{"id":4,"y":1899,"mo":12,"d":31,"h":8,"mi":5,"s":43}
{"id":5}

-- case extract and date_part
select
  extract(year from timestamp '2017-03-04 05:06:07') as v1,
  extract(hour from timestamp '2017-03-04 05:06:07') as v2,
  date_part('week', date '2017-01-01') as v3,
  extract(doy from date '2017-02-01') as v4,
  date_part('month', '2017-03-04') as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{"v1":2017,"v2":5,"v3":52,"v4":32,"v5":3}

--- Arithmetic

-- case date_add and date_sub
select
  date_add('2017-01-31', 1) as v1,
  date_sub('2017-01-01', 1) as v2,
  date_add('2017-01-02 23:00:00', 0) as v3,
  date_add('2016-02-28', 1) as v4,
  date_add(date '2017-01-01', -1) as v5,
  date_add('x', 1) as v6,
  date_add('2017-01-01', NULL) as v7
-- types v1 date, v2 date, v3 date, v4 date, v5 date, v6 date, v7 date
-- rows
{"v1":"2017-01-31T16:00:00Z","v2":"2016-12-30T16:00:00Z","v3":"2017-01-01T16:00:00Z","v4":"2016-02-28T16:00:00Z","v5":"2016-12-30T16:00:00Z"}

-- case add_months keeps the day unless the month is shorter
select
  add_months('2017-01-31', 1) as v1,
  add_months('2016-02-29', 12) as v2,
  add_months('2017-02-28', 1) as v3,
  add_months('2017-03-15', -1) as v4,
  add_months(NULL, 1) as v5
-- types v1 date, v2 date, v3 date, v4 date, v5 date
-- rows
{"v1":"2017-02-27T16:00:00Z","v2":"2017-02-27T16:00:00Z","v3":"2017-03-27T16:00:00Z","v4":"2017-02-14T16:00:00Z"}

-- case months_between
select
  months_between('1997-02-28 10:30:00', '1996-10-30') as v1,
  months_between('2017-02-28', '2017-01-31') as v2,
  months_between('2017-03-15', '2017-01-15') as v3,
  months_between('2017-01-01', '2017-01-31') as v4,
  months_between('1997-02-28 10:30:00', '1996-10-30', false) as v5
-- types v1 float, v2 float, v3 float, v4 float, v5 float
-- rows
{"v1":3.94959677,"v2":1.0,"v3":2.0,"v4":-0.96774194,"v5":3.9495967741935485}

-- case last_day and next_day
select
  last_day('2017-02-03') as v1,
  last_day('2016-02-03') as v2,
  next_day('2017-01-02', 'MON') as v3,
  next_day('2017-01-02', 'tuesday') as v4,
  next_day('2017-01-02', 'TU') as v5,
  next_day('2017-01-02', 'x') as v6
-- types v1 date, v2 date, v3 date, v4 date, v5 date, v6 date
-- rows
{"v1":"2017-02-27T16:00:00Z","v2":"2016-02-28T16:00:00Z","v3":"2017-01-08T16:00:00Z","v4":"2017-01-02T16:00:00Z","v5":"2017-01-02T16:00:00Z"}

-- case trunc cuts a date
select
  trunc('2017-08-15', 'MM') as v1,
  trunc('2017-08-15', 'year') as v2,
  trunc('2017-08-15', 'Q') as v3,
  trunc('2017-08-15', 'week') as v4,
  trunc('2017-08-15', 'x') as v5,
  trunc('2017-08-15', 'yy') as v6,
  trunc('2017-08-15', 'mon') as v7
-- types v1 date, v2 date, v3 date, v4 date, v5 date, v6 date, v7 date
-- rows
{"v1":"2017-07-31T16:00:00Z","v2":"2016-12-31T16:00:00Z","v4":"2017-08-13T16:00:00Z","v6":"2016-12-31T16:00:00Z","v7":"2017-07-31T16:00:00Z"}

-- case date_trunc cuts a timestamp
select
  date_trunc('hour', '2017-08-15 12:34:56') as v1,
  date_trunc('DAY', '2017-08-15 12:34:56') as v2,
  date_trunc('week', '2017-08-15 12:34:56') as v3,
  date_trunc('MONTH', '2017-08-15') as v4,
  date_trunc('quarter', '2017-08-15') as v5,
  date_trunc('year', '2017-08-15') as v6,
  date_trunc('minute', '2017-08-15 12:34:56') as v7,
  date_trunc('x', '2017-08-15') as v8
-- types v1 date, v2 date, v3 date, v4 date, v5 date, v6 date, v7 date, v8 date
-- rows
{"v1":"2017-08-15T04:00:00Z","v2":"2017-08-14T16:00:00Z","v3":"2017-08-13T16:00:00Z","v4":"2017-07-31T16:00:00Z","v5":"2017-06-30T16:00:00Z","v6":"2016-12-31T16:00:00Z","v7":"2017-08-15T04:34:00Z"}

-- case date_trunc over records is in the session's zone
select id, date_trunc('day', at) as v, date_trunc('hour', at) as w from stream
-- types id long, v date, w date
-- rows
{"id":1,"v":"2017-01-01T16:00:00Z","w":"2017-01-02T07:00:00Z"}
{"id":2,"v":"2016-12-31T16:00:00Z","w":"2016-12-31T16:00:00Z"}
{"id":3,"v":"1988-06-30T15:00:00Z","w":"1988-07-01T00:00:00Z"}
{"id":4,"v":"1899-12-30T15:54:17Z","w":"1899-12-30T23:54:17Z"}
{"id":5}

-- case intervals
select
  timestamp '2017-01-02 15:00:00' + interval 1 day as v1,
  timestamp '2017-01-02 15:00:00' - interval 5 minutes as v2,
  date '2017-01-31' + interval 1 month as v3,
  timestamp '2017-01-02 15:00:00' + interval 2 hours 30 minutes as v4,
  date '2017-01-02' - interval 1 week as v5
-- types v1 date, v2 date, v3 date, v4 date, v5 date
-- rows
{"v1":"2017-01-03T07:00:00Z","v2":"2017-01-02T06:55:00Z","v3":"2017-02-27T16:00:00Z","v4":"2017-01-02T09:30:00Z","v5":"2016-12-25T16:00:00Z"}

-- case intervals over records
select id, at + interval 1 hour as v, at - interval 1 day as w from stream
-- types id long, v date, w date
-- rows
{"id":1,"v":"2017-01-02T08:00:00Z","w":"2017-01-01T07:00:00Z"}
{"id":2,"v":"2016-12-31T17:00:00.120Z","w":"2016-12-30T16:00:00.120Z"}
{"id":3,"v":"1988-07-01T01:00:00Z","w":"1988-06-30T00:00:00Z"}
{"id":4,"v":"1899-12-31T01:00:00Z","w":"1899-12-30T00:00:00Z"}
{"id":5}

-- case a date plus a number of days
select date '2017-01-02' + 1 as v1, date '2017-01-02' - 1 as v2
-- types v1 date, v2 date
-- rows
{"v1":"2017-01-02T16:00:00Z","v2":"2016-12-31T16:00:00Z"}

-- case the difference of dates in seconds
select id, unix_timestamp(at) - sec as v, cast(at as long) - cast(timestamp '2017-01-01 00:00:00' as long) as w from stream
-- types id long, v long, w long
-- rows
{"id":1,"v":0,"w":140400}
{"id":2,"v":1483200000,"w":0}
{"id":3,"v":583718401,"w":-899481600}
{"id":4,"w":-3692275200}
{"id":5}

-- case make_date and make_timestamp
select
  make_date(2017, 1, 2) as v1,
  make_date(2017, 13, 1) as v2,
  make_timestamp(2017, 1, 2, 15, 0, 1.5) as v3
-- types v1 date, v2 date, v3 date
-- rows
{"v1":"2017-01-01T16:00:00Z","v3":"2017-01-02T07:00:01.500Z"}

-- case timestamp_seconds and timestamp_millis
select
  timestamp_seconds(1483340400) as v1,
  timestamp_millis(1483340400123) as v2,
  timestamp_micros(1483340400123456) as v3,
  unix_millis(timestamp '2017-01-02 15:00:00.123') as v4,
  unix_seconds(timestamp '2017-01-02 15:00:00') as v5
-- types v1 date, v2 date, v3 date, v4 long, v5 long
-- rows
{"v1":"2017-01-02T07:00:00Z","v2":"2017-01-02T07:00:00.123Z","v3":"2017-01-02T07:00:00.123456Z","v4":1483340400123,"v5":1483340400}

-- case timestampadd and timestampdiff
select
  timestampadd(HOUR, 2, timestamp '2017-01-02 15:00:00') as v1,
  timestampdiff(MINUTE, timestamp '2017-01-02 15:00:00', timestamp '2017-01-02 16:30:59') as v2,
  dateadd(DAY, 2, date '2017-01-02') as v3,
  datediff(month, '2017-01-31', '2017-03-30') as v4,
  timestampadd(MONTH, 1, '2017-01-31 15:00:00') as v5
-- types v1 date, v2 long, v3 date, v4 long, v5 date
-- rows
{"v1":"2017-01-02T09:00:00Z","v2":90,"v3":"2017-01-03T16:00:00Z","v4":1,"v5":"2017-02-28T07:00:00Z"}

-- case months_between of other times of the day
select
  months_between('2017-03-31 10:00:00', '2017-02-28 12:00:00') as v1,
  months_between('2017-03-15 12:00:00', '2017-01-15 00:00:00') as v2,
  months_between('2017-03-16 12:00:00', '2017-01-15 18:00:00') as v3,
  months_between('x', '2017-01-15') as v4
-- types v1 float, v2 float, v3 float, v4 float
-- rows
{"v1":1.0,"v2":2.0,"v3":2.02419355}

-- case date_trunc takes short names of units, and NULL for others
select
  date_trunc('yy', '2017-08-15 12:34:56.123456') as v1,
  date_trunc('mm', '2017-08-15 12:34:56.123456') as v2,
  date_trunc('dd', '2017-08-15 12:34:56.123456') as v3,
  date_trunc('Q', '2017-08-15 12:34:56.123456') as v4,
  date_trunc('MILLISECOND', '2017-08-15 12:34:56.123456') as v5,
  date_trunc('second', '2017-08-15 12:34:56.123456') as v6,
  trunc('2017-08-15', 'day') as v7
-- types v1 date, v2 date, v3 date, v4 date, v5 date, v6 date, v7 date
-- rows
{"v1":"2016-12-31T16:00:00Z","v2":"2017-07-31T16:00:00Z","v3":"2017-08-14T16:00:00Z","v5":"2017-08-15T04:34:56.123Z","v6":"2017-08-15T04:34:56Z"}

-- case units of trunc and date_trunc may come from records
select u, trunc('2017-08-15', u) as v, date_trunc(u, '2017-08-15 12:34:56') as w
from values ('month'), ('WEEK'), ('hour'), (cast(null as string)) as t(u)
-- types u string, v date, w date
-- rows in any order
{"u":"month","v":"2017-07-31T16:00:00Z","w":"2017-07-31T16:00:00Z"}
{"u":"WEEK","v":"2017-08-13T16:00:00Z","w":"2017-08-13T16:00:00Z"}
{"u":"hour","w":"2017-08-15T04:00:00Z"}
{}

-- case extract gives seconds with their fraction
select
  extract(second from timestamp '2017-08-15 12:34:56.5') as v1,
  extract(dow from date '2017-01-01') as v2,
  extract(dow_iso from date '2017-01-01') as v3,
  extract(yearofweek from date '2017-01-01') as v4,
  extract(qtr from timestamp '2017-08-15 12:34:56.5') as v5
-- types v1 float, v2 long, v3 long, v4 long, v5 long
-- rows
{"v1":56.5,"v2":1,"v3":7,"v4":2016,"v5":3}

-- case extract of what is no part is refused
select extract(epoch from timestamp '2017-08-15 12:34:56') as v
-- error E18209 'epoch' is no part of a date or timestamp

-- case make_timestamp knows second 60, and zones
select
  make_timestamp(2017, 1, 2, 15, 0, 60) as v1,
  make_timestamp(2017, 1, 2, 15, 0, 60.5) as v2,
  make_timestamp(2017, 1, 2, 24, 0, 0) as v3,
  make_timestamp(2017, 1, 2, 15, 0, 1.5, 'UTC') as v4
-- types v1 date, v2 date, v3 date, v4 date
-- rows
{"v1":"2017-01-02T07:01:00Z","v4":"2017-01-02T15:00:01.500Z"}

-- case days since 1970
select date_from_unix_date(17168) as v1, unix_date(date '2017-01-02') as v2, unix_millis(timestamp '1969-12-31 15:00:00.123456') as v3
-- types v1 date, v2 long, v3 long
-- rows
{"v1":"2017-01-01T16:00:00Z","v2":17168,"v3":-61199877}

-- case from_utc_timestamp takes Java's short names and offsets of any form
select
  from_utc_timestamp('2017-01-02 15:00:00', 'GMT+9') as v1,
  from_utc_timestamp('2017-01-02 15:00:00', 'PST') as v2,
  to_utc_timestamp('1991-09-15 01:30:00', 'Asia/Shanghai') as v3
-- types v1 date, v2 date, v3 date
-- rows
{"v1":"2017-01-02T16:00:00Z","v2":"2017-01-01T23:00:00Z","v3":"1991-09-14T07:30:00Z"}

-- case a zone that does not exist is refused
select from_utc_timestamp('2017-01-02 15:00:00', 'Foo') as v
-- error E18209 'Foo' is no time zone

-- case a date stays a date unless less than a day is added
select
  cast(date '2017-01-31' + interval 1 month as string) as v1,
  cast(date '2017-01-31' + interval 1 hour as string) as v2,
  '2017-01-31' + interval 1 day as v3,
  cast(timestamp '2017-01-31 10:00:00' + interval '1.5' second as string) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"2017-02-28","v2":"2017-01-31 01:00:00","v3":"2017-02-01 00:00:00","v4":"2017-01-31 10:00:01.5"}

-- case hours of an interval are hours, also when the clocks change
select cast(cast('1986-05-03 12:00:00' as timestamp) + interval 24 hours as string) as v
-- types v string
-- rows
{"v":"1986-05-04 13:00:00"}
-- spark rows
{"v":"1986-05-04 12:00:00"}
-- why as in Spark 2, the service's; since 3.2 Spark makes a day of 24 hours, and a day goes by the clock

-- case next_day knows three names of each weekday
select
  next_day('2017-01-02', 'Mo') as v1,
  next_day('2017-01-02', 'mond') as v2,
  next_day('2017-01-02', NULL) as v3,
  next_day('2017-01-02', w) as v4
from values ('SUNDAY') as t(w)
-- types v1 date, v2 date, v3 date, v4 date
-- rows
{"v1":"2017-01-08T16:00:00Z","v4":"2017-01-07T16:00:00Z"}

--- Zones

-- case from_utc_timestamp and to_utc_timestamp
select
  from_utc_timestamp('2017-01-02 15:00:00', 'Asia/Shanghai') as v1,
  to_utc_timestamp('2017-01-02 15:00:00', 'Asia/Shanghai') as v2,
  from_utc_timestamp('2017-01-02 15:00:00', 'America/New_York') as v3,
  from_utc_timestamp('2017-01-02 15:00:00', '+09:00') as v4,
  to_utc_timestamp('2017-01-02 15:00:00', 'UTC') as v5
-- types v1 date, v2 date, v3 date, v4 date, v5 date
-- rows
{"v1":"2017-01-02T15:00:00Z","v2":"2017-01-01T23:00:00Z","v3":"2017-01-02T02:00:00Z","v4":"2017-01-02T16:00:00Z","v5":"2017-01-02T07:00:00Z"}

-- case from_utc_timestamp of bad text is NULL
select
  from_utc_timestamp('x', 'UTC') as v1,
  from_utc_timestamp(NULL, 'UTC') as v2,
  to_utc_timestamp('2017-01-02', NULL) as v3
-- types v1 date, v2 date, v3 date
-- rows
{}

-- case summer time begins and ends
select
  cast('1986-05-03 23:59:59' as timestamp) as v1,
  cast('1986-05-04 03:00:00' as timestamp) as v2,
  cast('1986-09-13 23:00:00' as timestamp) as v3,
  cast('1986-09-14 02:00:00' as timestamp) as v4,
  cast('1991-09-15 02:00:00' as timestamp) as v5
-- types v1 date, v2 date, v3 date, v4 date, v5 date
-- rows
{"v1":"1986-05-03T15:59:59Z","v2":"1986-05-03T18:00:00Z","v3":"1986-09-13T14:00:00Z","v4":"1986-09-13T18:00:00Z","v5":"1991-09-14T18:00:00Z"}

-- case the hour that summer time leaves out
select cast('1986-05-04 02:30:00' as timestamp) as v
-- types v date
-- rows
{"v":"1986-05-03T18:30:00Z"}

-- case the hour that comes twice
select cast('1986-09-14 01:30:00' as timestamp) as v
-- types v date
-- rows
{"v":"1986-09-13T16:30:00Z"}

-- case wall clock text before 1901
select
  cast('1900-12-31 23:59:59' as timestamp) as v1,
  cast('1901-01-01 00:00:00' as timestamp) as v2,
  cast('1890-01-01 00:00:00' as timestamp) as v3,
  cast('1901-01-01 00:06:00' as timestamp) as v4
-- types v1 date, v2 date, v3 date, v4 date
-- rows
{"v1":"1900-12-31T15:54:16Z","v2":"1900-12-31T16:00:00Z","v3":"1889-12-31T15:54:17Z","v4":"1900-12-31T16:06:00Z"}

-- case a date plus a day is a wall-clock day in summer time's beginning
select cast('1986-05-03 12:00:00' as timestamp) + interval 1 day as v
-- types v date
-- rows
{"v":"1986-05-04T03:00:00Z"}

-- case now
select current_timestamp() = now() as v, current_date() = to_date(now()) as w, current_date = current_date() as x, now() > timestamp '2020-01-01 00:00:00' as y, current_timezone() as z
-- types v boolean, w boolean, x boolean, y boolean, z string
-- rows
{"v":true,"w":true,"x":true,"y":true,"z":"Asia/Shanghai"}

--- Windows of time

-- case records by windows of five minutes
select window.start as s, window.end as e, count(*) as n
from values (timestamp '2017-01-02 15:01:00'), (timestamp '2017-01-02 15:04:59'), (timestamp '2017-01-02 15:05:00') as t(at)
group by window(at, '5 minutes')
order by s
-- types s date, e date, n long
-- rows
{"s":"2017-01-02T07:00:00Z","e":"2017-01-02T07:05:00Z","n":2}
{"s":"2017-01-02T07:05:00Z","e":"2017-01-02T07:10:00Z","n":1}

-- case records by windows that overlap
select window.start as s, count(*) as n
from values (timestamp '2017-01-02 15:01:00'), (timestamp '2017-01-02 15:06:00') as t(at)
group by window(at, '10 minutes', '5 minutes')
order by s
-- error E18209 windows that overlap or leave gaps are not supported
-- spark types s date, n long
-- spark rows
{"s":"2017-01-02T06:55:00Z","n":1}
{"s":"2017-01-02T07:00:00Z","n":2}
{"s":"2017-01-02T07:05:00Z","n":1}
-- why a record would be in several windows: windows that follow each other are what is there

-- case a window may be moved
select cast(window(timestamp '2017-01-02 15:04:00', '1 day', '1 day', '16 hours').start as string) as v
-- types v string
-- rows
{"v":"2017-01-02 00:00:00"}

-- case a window before 1970 holds its time
select cast(window(timestamp '1960-01-02 15:04:00', '5 minutes').start as string) as v
-- types v string
-- rows
{"v":"1960-01-02 15:00:00"}

-- case a window's length is a constant length of time
select window(timestamp '2017-01-02 15:04:00', '1 month').start as v
-- error E18209 a window is so many weeks, days, hours, minutes or seconds long

-- case a window of a day starts at UTC's midnight
select window(at, '1 day').start as s, count(*) as n from stream where id <= 2 group by window(at, '1 day') order by s
-- types s date, n long
-- rows
{"s":"2016-12-31T00:00:00Z","n":1}
{"s":"2017-01-02T00:00:00Z","n":1}

-- case unix_timestamp of a timestamp cuts towards 1970, a cast downwards
select unix_timestamp(t) as v, cast(t as bigint) as w
from values (timestamp '1969-12-31 15:59:59.5'), (timestamp '1970-01-01 07:59:59.5'), (timestamp '1970-01-01 08:00:00.5') as x(t) order by t
-- rows
{"v":-57600,"w":-57601}
{"v":0,"w":-1}
{"v":0,"w":0}

-- case a date that is no instant is NULL where one is needed
select last_day('616263') as v1, to_date('616263') = timestamp '2017-01-01' as v2, unix_timestamp(date_add(date '2017-01-01', 150000000)) as v3,
  trunc(date_add(date '2017-01-01', 150000000), 'MM') as v4, named_struct('d', date_add(date '2017-01-01', 150000000)) as v5
-- rows
{"v5":{}}
-- spark error long overflow
-- why Spark fails, and with it the whole run, for one date beyond the year 294247
