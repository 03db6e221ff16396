-- Aggregates (spec: sql.md §6).

-- schema: key string, value float, n long, text string, ok boolean, at date
-- input
{"key":"a","value":2.0,"n":1,"text":"1","ok":true,"at":"2017-01-02T07:00:00Z"}
{"key":"a","value":4.0,"n":2,"text":"2","ok":false}
{"key":"b","value":1.0,"text":"x","ok":true,"at":"2017-01-01T07:00:00Z"}
{"key":"b","value":3.0,"n":9007199254740993}

-- case aggregates skip NULL (documented)
select avg(x) as v1, count(*) as v2, count(x) as v3, max(x) as v4, min(x) as v5, sum(x) as v6 from values (1), (2), (NULL) as t(x)
-- types v1 float, v2 long, v3 long, v4 long, v5 long, v6 long
-- rows
{"v1":1.5,"v2":3,"v3":2,"v4":2,"v5":1,"v6":3}

-- case count by group (documented)
select key, count(value) as n from stream group by key order by key
-- types key string, n long
-- rows
{"key":"a","n":2}
{"key":"b","n":2}

-- case standard deviations (documented)
select stddev_pop(x) as v1, stddev_samp(x) as v2, stddev(x) as v3, std(x) as v4 from values (1), (2), (4) as t(x)
-- types v1 float, v2 float, v3 float, v4 float
-- rows about
{"v1":1.247219128924647,"v2":1.5275252316519465,"v3":1.5275252316519465,"v4":1.5275252316519465}

-- case deviations of one row (documented)
select stddev_samp(x) as v1, stddev_pop(x) as v2, var_samp(x) as v3, var_pop(x) as v4 from values (5) as t(x)
-- types v1 float, v2 float, v3 float, v4 float
-- rows
{"v2":0.0,"v4":0.0}

-- case sum and avg of text are doubles (documented)
select sum(x) as v1, avg(x) as v2 from values ('1'), ('2') as t(x)
-- types v1 float, v2 float
-- rows
{"v1":3.0,"v2":1.5}

-- case sum and avg of text leave out what is no number
select sum(text) as v1, avg(text) as v2, max(text) as v3, min(text) as v4 from stream
-- types v1 float, v2 float, v3 string, v4 string
-- rows
{"v1":3.0,"v2":1.5,"v3":"x","v4":"1"}

-- case aggregates of nothing
select sum(n) as v1, avg(n) as v2, max(n) as v3, min(text) as v4, count(n) as v5, count(*) as v6, stddev(n) as v7, collect_list(n) as v8, first(n) as v9 from stream where false
-- types v1 long, v2 float, v3 long, v4 string, v5 long, v6 long, v7 float, v8 array(long), v9 long
-- rows
{"v5":0,"v6":0,"v8":[]}

-- case types of aggregates
select sum(n) as v1, sum(value) as v2, avg(n) as v3, count(*) as v4, max(at) as v5, min(ok) as v6, max(text) as v7, sum(1) as v8, sum(1.5) as v9, avg(1.5) as v10 from stream
-- types v1 long, v2 float, v3 float, v4 long, v5 date, v6 boolean, v7 string, v8 long, v9 float, v10 float
-- rows
{"v1":9007199254740996,"v2":10.0,"v3":3002399751580332.0,"v4":4,"v5":"2017-01-02T07:00:00Z","v6":false,"v7":"x","v8":4,"v9":6.0,"v10":1.5}

-- case sum of longs wraps
select sum(x) as v from values (9223372036854775807), (1) as t(x)
-- types v long
-- rows
{"v":-9223372036854775808}

-- case sum of longs is exact
select sum(n) as v, max(n) as w from stream
-- types v long, w long
-- rows
{"v":9007199254740996,"w":9007199254740993}

-- case sum of floats
select sum(value) as v, avg(value) as w from stream
-- types v float, w float
-- rows
{"v":10.0,"w":2.5}

-- case mean is avg
select mean(n) as v, avg(n) as w from stream where n < 10
-- types v float, w float
-- rows
{"v":1.5,"w":1.5}

-- case count of several columns counts rows without NULL
select count(n, text) as v1, count(1) as v2, count(NULL) as v3, count(distinct key) as v4, count(distinct key, ok) as v5, count(all key) as v6 from stream
-- types v1 long, v2 long, v3 long, v4 long, v5 long, v6 long
-- rows
{"v1":2,"v2":4,"v3":0,"v4":2,"v5":3,"v6":4}

-- case distinct aggregates
select sum(distinct x) as v1, count(distinct x) as v2, avg(distinct x) as v3, max(distinct x) as v4 from values (1), (1), (2), (NULL) as t(x)
-- types v1 long, v2 long, v3 float, v4 long
-- rows
{"v1":3,"v2":2,"v3":1.5,"v4":2}

-- case max and min of text, dates and booleans
select max(key) as v1, min(key) as v2, max(at) as v3, min(at) as v4, max(ok) as v5, min(ok) as v6 from stream
-- types v1 string, v2 string, v3 date, v4 date, v5 boolean, v6 boolean
-- rows
{"v1":"b","v2":"a","v3":"2017-01-02T07:00:00Z","v4":"2017-01-01T07:00:00Z","v5":true,"v6":false}

-- case boolean aggregates
select bool_and(ok) as v1, bool_or(ok) as v2, every(ok) as v3, any(ok) as v4, some(ok) as v5, count_if(ok) as v6 from stream
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 long
-- rows
{"v1":false,"v2":true,"v3":false,"v4":true,"v5":true,"v6":2}

-- case first and last in the order of the input
select first(n) as v1, last(n) as v2, first(at) as v3, first(n, true) as v4, last(at, true) as v5, first_value(text) as v6, last(n) as v7 from stream
-- types v1 long, v2 long, v3 date, v4 long, v5 date, v6 string, v7 long
-- rows
{"v1":1,"v2":9007199254740993,"v3":"2017-01-02T07:00:00Z","v4":1,"v5":"2017-01-01T07:00:00Z","v6":"1","v7":9007199254740993}

-- case first and last skip NULL when asked
select first(x) as v1, first(x, true) as v2, first(x) ignore nulls as v3, last(x) as v4, last(x, true) as v5 from values (NULL), (1), (2), (NULL) as t(x)
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{"v2":1,"v3":1,"v5":2}

-- case any_value
select any_value(key) in ('a', 'b') as v from stream
-- types v boolean
-- rows
{"v":true}

-- case variances
select var_pop(x) as v1, var_samp(x) as v2, variance(x) as v3 from values (1), (2), (4) as t(x)
-- types v1 float, v2 float, v3 float
-- rows about
{"v1":1.5555555555555556,"v2":2.3333333333333335,"v3":2.3333333333333335}

-- case correlation and covariance
select corr(x, y) as v1, covar_pop(x, y) as v2, covar_samp(x, y) as v3 from values (3, 2), (3, 3), (6, 4) as t(x, y)
-- types v1 float, v2 float, v3 float
-- rows about
{"v1":0.8660254037844387,"v2":1.0,"v3":1.5}

-- case skewness and kurtosis
select skewness(x) as v1, kurtosis(x) as v2 from values (-10D), (-20D), (100D), (1000D) as t(x)
-- types v1 float, v2 float
-- rows about
{"v1":1.1135657469022013,"v2":-0.7014368047529618}

-- case max_by and min_by
select max_by(x, y) as v1, min_by(x, y) as v2 from values ('a', 10), ('b', 50), ('c', 20) as t(x, y)
-- types v1 string, v2 string
-- rows
{"v1":"b","v2":"a"}

-- case collect_list keeps order and repeats, without NULL
select collect_list(x) as v from values (1), (2), (NULL), (1) as t(x)
-- types v array(long)
-- rows
{"v":[1,2,1]}

-- case collect_set has each value once
select sort_array(collect_set(x)) as v, size(collect_set(x)) as w from values (1), (2), (NULL), (1) as t(x)
-- types v array(long), w long
-- rows
{"v":[1,2],"w":2}

-- case collect_list by group
select key, collect_list(n) as v, sort_array(collect_set(ok)) as w from stream group by key order by key
-- types key string, v array(long), w array(boolean)
-- rows
{"key":"a","v":[1,2],"w":[false,true]}
{"key":"b","v":[9007199254740993],"w":[true]}

-- case collect_list joined to text
select key, concat_ws(',', collect_list(text)) as v from stream group by key order by key
-- types key string, v string
-- rows
{"key":"a","v":"1,2"}
{"key":"b","v":"x"}

-- case approx_count_distinct of few values is exact
select approx_count_distinct(x) as v from values (1), (1), (2), (3), (NULL) as t(x)
-- types v long
-- rows
{"v":3}

-- case sum over a condition
select sum(if(ok, 1, 0)) as v1, sum(case when value > 1 then 1 end) as v2, count(case when ok then 1 end) as v3, avg(if(ok, value, NULL)) as v4 from stream
-- types v1 long, v2 long, v3 long, v4 float
-- rows
{"v1":2,"v2":3,"v3":2,"v4":1.5}

-- case aggregates with filter
select count(*) filter (where ok) as v1, sum(value) filter (where key = 'a') as v2, max(n) filter (where false) as v3 from stream
-- types v1 long, v2 float, v3 long
-- rows
{"v1":2,"v2":6.0}

-- case arithmetic with aggregates
select max(value) - min(value) as v1, sum(value) / count(*) as v2, round(avg(value), 1) as v3, sum(n) + 1 as v4 from stream
-- types v1 float, v2 float, v3 float, v4 long
-- rows
{"v1":3.0,"v2":2.5,"v3":2.5,"v4":9007199254740997}

-- case aggregates of expressions
select sum(value * 2) as v1, avg(length(text)) as v2, max(concat(key, text)) as v3 from stream
-- types v1 float, v2 float, v3 string
-- rows
{"v1":20.0,"v2":1.0,"v3":"bx"}

-- case sum of booleans is refused
select sum(ok) as v from stream
-- error E18209 boolean

-- case avg of booleans is refused
select avg(ok) as v from stream
-- error E18209 boolean

-- case an aggregate in an aggregate is refused
select sum(max(n)) as v from stream
-- error E18209

-- case an aggregate in where is refused
select n from stream where sum(n) > 1
-- error E18209

-- case sum of decimals keeps digits
select sum(x) as v, avg(x) as w from values (0.1), (0.2) as t(x)
-- types v float, w float
-- rows
{"v":0.3,"w":0.15}

-- case NaN in aggregates
select max(x) = double('NaN') as v1, min(x) as v2, isnan(sum(x)) as v3 from values (1D), (double('NaN')) as t(x)
-- types v1 boolean, v2 float, v3 boolean
-- rows
{"v1":true,"v2":1.0,"v3":true}

-- case bit aggregates
select bit_and(x) as v1, bit_or(x) as v2, bit_xor(x) as v3 from values (3), (5) as t(x)
-- types v1 long, v2 long, v3 long
-- rows
{"v1":1,"v2":7,"v3":6}

-- case product of regr and mode
select mode(x) as v1, regr_count(y, z) as v2 from values (1, 1, 2), (1, 2, 3), (2, NULL, 4) as t(x, y, z)
-- types v1 long, v2 long
-- rows
{"v1":1,"v2":2}

-- case means of decimals are exact
select cast(avg(a) as string) as v1, cast(avg(distinct a) as string) as v2, cast(avg(a) filter (where a < 0) as string) as v3, cast(avg(a - a) as string) as v4
from values (cast('12345678901234567.01' as decimal(20,2))), (12345678901234567.02), (12345678901234567.02), (null) as t(a)
-- rows
{"v1":"12345678901234567.016667","v2":"12345678901234567.015000","v4":"0.000000"}

-- case means of decimals are rounded half up
select a, cast(avg(b) as string) as v from values (1, 1.0), (1, 2.0), (1, 2.0), (2, -0.00001), (2, 0.0), (3, null), (4, 0.1) as t(a, b) group by a order by a
-- rows
{"a":1,"v":"1.666666667"}
{"a":2,"v":"-0.000005000"}
{"a":3}
{"a":4,"v":"0.100000000"}

-- case running means of decimals
select a, cast(avg(a) over (order by a) as string) as v, cast(avg(a) over (order by a rows between 1 preceding and current row) as string) as w
from values (1.0), (2.0), (2.5), (1000000.0) as t(a) order by a
-- rows
{"a":1.0,"v":"1.00000","w":"1.00000"}
{"a":2.0,"v":"1.50000","w":"1.50000"}
{"a":2.5,"v":"1.83333","w":"2.25000"}
{"a":1000000.0,"v":"250001.37500","w":"500001.25000"}

-- case statistics of pairs pass over pairs without one of their values
select
  corr(a, b) as v1, covar_pop(a, b) as v2, covar_samp(b, a) as v3, regr_slope(a, b) as v4, regr_avgx(a, b) as v5, regr_avgy(a, b) as v6,
  regr_avgx(c, d) as v7, regr_avgy(c, d) as v8, regr_count(a, b) as v9
from values
  (1e300D, null, 1e300D, 2D), (null, double('NaN'), 1D, 1e300D), (1D, 2D, null, double('NaN')), (2D, 3D, 1D, 1e300D), (4D, 3D, 1e300D, 2D) as t(a, b, c, d)
-- rows about
{"v1":0.7559289460184544,"v2":0.4444444444444444,"v3":0.6666666666666669,"v4":1.9999999999999998,"v5":2.6666666666666665,"v6":2.3333333333333335,"v7":5e+299,"v8":5e+299,"v9":3}
