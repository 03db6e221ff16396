-- Window functions (spec: sql.md §3).

-- schema: user_id long, x long, name string, y float
-- input
{"user_id":1,"x":1,"name":"a","y":1.5}
{"user_id":1,"x":2,"name":"b","y":2.5}
{"user_id":1,"x":2,"name":"c"}
{"user_id":2,"x":3,"name":"d","y":0.5}
{"user_id":3}

--- Documented samples

-- case ranks (documented)
select x, row_number() over (order by x) as v1, rank() over (order by x) as v2, dense_rank() over (order by x) as v3 from values (1), (1), (2) as t(x) order by v1
-- types x long, v1 long, v2 long, v3 long
-- rows
{"x":1,"v1":1,"v2":1,"v3":1}
{"x":1,"v1":2,"v2":1,"v3":1}
{"x":2,"v1":3,"v2":3,"v3":2}

-- case running sums by range and by rows (documented)
select x, sum(x) over (order by x) as v1, sum(x) over (order by x rows between unbounded preceding and current row) as v2 from values (1), (1), (2) as t(x) order by v2
-- types x long, v1 long, v2 long
-- rows
{"x":1,"v1":2,"v2":1}
{"x":1,"v1":2,"v2":2}
{"x":2,"v1":4,"v2":4}

-- case percent_rank (documented)
select x, percent_rank() over (order by x) as v from values (1), (2), (2), (3) as t(x) order by x
-- types x long, v float
-- rows
{"x":1,"v":0.0}
{"x":2,"v":0.3333333333333333}
{"x":2,"v":0.3333333333333333}
{"x":3,"v":1.0}

-- case frames of rows (documented)
select x, sum(x) over (order by x rows 1 preceding) as v1, min(x) over (order by x rows between 1 preceding and 1 following) as v2, avg(x) over (order by x rows between 1 following and 2 following) as v3 from values (1), (2), (3) as t(x) order by x
-- types x long, v1 long, v2 long, v3 float
-- rows
{"x":1,"v1":1,"v2":1,"v3":2.5}
{"x":2,"v1":3,"v2":1,"v3":3.0}
{"x":3,"v1":5,"v2":2}

-- case lag and lead (documented)
select x, lag(x,1,0) over (order by x) as v1, lead(x,1,9) over (order by x) as v2, lag(x,2) over (order by x) as v3 from values (1), (2), (3) as t(x) order by x
-- types x long, v1 long, v2 long, v3 long
-- rows
{"x":1,"v1":0,"v2":2}
{"x":2,"v1":1,"v2":3}
{"x":3,"v1":2,"v2":9,"v3":1}

-- case count by partition (documented)
select user_id, count(user_id) over (partition by user_id) as n from values (1), (1), (1), (2), (3) as t(user_id) order by user_id
-- types user_id long, n long
-- rows
{"user_id":1,"n":3}
{"user_id":1,"n":3}
{"user_id":1,"n":3}
{"user_id":2,"n":1}
{"user_id":3,"n":1}

-- case running count over equal rows counts the peers (documented otherwise)
select user_id, count(user_id) over (partition by user_id order by user_id) as n from values (1), (1), (1) as t(user_id)
-- types user_id long, n long
-- rows
{"user_id":1,"n":3}
{"user_id":1,"n":3}
{"user_id":1,"n":3}

-- case the short form of a frame that follows (documented)
select x, sum(x) over (order by x rows 1 following) as v from values (1), (2), (3) as t(x) order by x
-- types x long, v long
-- rows
{"x":1,"v":3}
{"x":2,"v":5}
{"x":3,"v":3}
-- spark rows
{"x":1}
{"x":2}
{"x":3}
-- why the documentation means from the current row on, Spark reads a frame that ends before it starts and is empty

-- case distinct in a window (documented)
select user_id, count(distinct x) over (partition by user_id) as n from stream order by user_id, name
-- types user_id long, n long
-- rows
{"user_id":1,"n":2}
{"user_id":1,"n":2}
{"user_id":1,"n":2}
{"user_id":2,"n":1}
{"user_id":3,"n":0}
-- spark error distinct
-- why the documentation allows DISTINCT in windows without an order, Spark refuses it

-- case percent_rank of one row (documented)
select percent_rank() over (order by x) as v from values (1) as t(x)
-- types v float
-- rows
{"v":0.0}

--- Other functions

-- case ranks by partition
select user_id, name, row_number() over (partition by user_id order by x desc, name) as v1, rank() over (partition by user_id order by x desc) as v2 from stream order by user_id, v1
-- types user_id long, name string, v1 long, v2 long
-- rows
{"user_id":1,"name":"b","v1":1,"v2":1}
{"user_id":1,"name":"c","v1":2,"v2":1}
{"user_id":1,"name":"a","v1":3,"v2":3}
{"user_id":2,"name":"d","v1":1,"v2":1}
{"user_id":3,"v1":1,"v2":1}

-- case ntile and cume_dist
select x, ntile(2) over (order by x) as v1, cume_dist() over (order by x) as v2 from values (1), (2), (2), (3), (4) as t(x) order by x, v1
-- types x long, v1 long, v2 float
-- rows
{"x":1,"v1":1,"v2":0.2}
{"x":2,"v1":1,"v2":0.6}
{"x":2,"v1":1,"v2":0.6}
{"x":3,"v1":2,"v2":0.8}
{"x":4,"v1":2,"v2":1.0}

-- case first_value, last_value, nth_value
select x, first_value(x) over (order by x) as v1, last_value(x) over (order by x) as v2, last_value(x) over (order by x rows between unbounded preceding and unbounded following) as v3, nth_value(x, 2) over (order by x) as v4 from values (1), (2), (3) as t(x) order by x
-- types x long, v1 long, v2 long, v3 long, v4 long
-- rows
{"x":1,"v1":1,"v2":1,"v3":3}
{"x":2,"v1":1,"v2":2,"v3":3,"v4":2}
{"x":3,"v1":1,"v2":3,"v3":3,"v4":2}

-- case first and last are window functions too
select name, first(y) over (partition by user_id order by name) as v1, last(y, true) over (partition by user_id order by name) as v2 from stream where user_id = 1 order by name
-- types name string, v1 float, v2 float
-- rows
{"name":"a","v1":1.5,"v2":1.5}
{"name":"b","v1":1.5,"v2":2.5}
{"name":"c","v1":1.5,"v2":2.5}

-- case first_value that skips NULL
select x, first_value(y, true) over (order by x) as v1, first_value(y) ignore nulls over (order by x) as v2 from values (1, NULL), (2, 5) as t(x, y) order by x
-- types x long, v1 long, v2 long
-- rows
{"x":1}
{"x":2,"v1":5,"v2":5}

-- case lag and lead with one argument
select x, lag(x) over (order by x) as v1, lead(x) over (order by x) as v2, lead(x, 0) over (order by x) as v3 from values (1), (2), (3) as t(x) order by x
-- types x long, v1 long, v2 long, v3 long
-- rows
{"x":1,"v2":2,"v3":1}
{"x":2,"v1":1,"v2":3,"v3":2}
{"x":3,"v1":2,"v3":3}

-- case lag of another type by partition
select name, lag(name, 1, 'none') over (partition by user_id order by name) as v from stream order by name nulls last
-- types name string, v string
-- rows
{"name":"a","v":"none"}
{"name":"b","v":"a"}
{"name":"c","v":"b"}
{"name":"d","v":"none"}
{"v":"none"}

-- case NULL is first in a window's order
select x, row_number() over (order by x) as v from stream order by v
-- types x long, v long
-- rows
{"v":1}
{"x":1,"v":2}
{"x":2,"v":3}
{"x":2,"v":4}
{"x":3,"v":5}

-- case NULL is last in a descending order
select x, row_number() over (order by x desc) as v from stream order by v
-- types x long, v long
-- rows
{"x":3,"v":1}
{"x":2,"v":2}
{"x":2,"v":3}
{"x":1,"v":4}
{"v":5}

-- case aggregates over everything
select name, sum(x) over () as v1, avg(y) over () as v2, count(*) over () as v3, max(name) over () as v4 from stream order by name nulls last
-- types name string, v1 long, v2 float, v3 long, v4 string
-- rows
{"name":"a","v1":8,"v2":1.5,"v3":5,"v4":"d"}
{"name":"b","v1":8,"v2":1.5,"v3":5,"v4":"d"}
{"name":"c","v1":8,"v2":1.5,"v3":5,"v4":"d"}
{"name":"d","v1":8,"v2":1.5,"v3":5,"v4":"d"}
{"v1":8,"v2":1.5,"v3":5,"v4":"d"}

-- case running aggregates
select name, avg(y) over (order by name) as v1, min(y) over (order by name) as v2, max(x) over (order by name) as v3, count(y) over (order by name) as v4 from stream where name is not null order by name
-- types name string, v1 float, v2 float, v3 long, v4 long
-- rows
{"name":"a","v1":1.5,"v2":1.5,"v3":1,"v4":1}
{"name":"b","v1":2.0,"v2":1.5,"v3":2,"v4":2}
{"name":"c","v1":2.0,"v2":1.5,"v3":2,"v4":2}
{"name":"d","v1":1.5,"v2":0.5,"v3":3,"v4":3}

-- case deviations in a window
select x, stddev_pop(x) over () as v1, stddev_samp(x) over () as v2 from values (1), (2), (4) as t(x) order by x
-- types x long, v1 float, v2 float
-- rows about
{"x":1,"v1":1.247219128924647,"v2":1.5275252316519465}
{"x":2,"v1":1.247219128924647,"v2":1.5275252316519465}
{"x":4,"v1":1.247219128924647,"v2":1.5275252316519465}

-- case sum of text in a window is a double
select sum(x) over () as v from values ('1'), ('2') as t(x)
-- types v float
-- rows
{"v":3.0}
{"v":3.0}

-- case sum of longs in a window
select sum(x) over (order by x) as v from values (9223372036854775807), (1) as t(x)
-- types v long
-- rows
{"v":1}
{"v":-9223372036854775808}

-- case frames by range of values
select x, sum(x) over (order by x range between 1 preceding and current row) as v from values (1), (2), (4) as t(x) order by x
-- types x long, v long
-- rows
{"x":1,"v":1}
{"x":2,"v":3}
{"x":4,"v":4}

-- case frames between rows before
select x, sum(x) over (order by x rows between 2 preceding and 1 preceding) as v from values (1), (2), (3) as t(x) order by x
-- types x long, v long
-- rows
{"x":1}
{"x":2,"v":1}
{"x":3,"v":3}

-- case frames to the end
select x, sum(x) over (order by x rows between current row and unbounded following) as v from values (1), (2), (3) as t(x) order by x
-- types x long, v long
-- rows
{"x":1,"v":6}
{"x":2,"v":5}
{"x":3,"v":3}

-- case a named window
select x, sum(x) over w as v1, count(*) over w as v2 from values (1), (2), (3) as t(x) window w as (order by x) order by x
-- types x long, v1 long, v2 long
-- rows
{"x":1,"v1":1,"v2":1}
{"x":2,"v1":3,"v2":2}
{"x":3,"v1":6,"v2":3}

-- case a window over groups
select user_id, sum(x) as s, rank() over (order by sum(x) desc) as r from stream where x is not null group by user_id order by r
-- types user_id long, s long, r long
-- rows
{"user_id":1,"s":5,"r":1}
{"user_id":2,"s":3,"r":2}

-- case the newest record of each key by a subquery
select user_id, name from (select user_id, name, row_number() over (partition by user_id order by name desc) as rn from stream) t where rn = 1 order by user_id
-- types user_id long, name string
-- rows
{"user_id":1,"name":"c"}
{"user_id":2,"name":"d"}
{"user_id":3}

-- case collect_list in a window
select x, collect_list(x) over (order by x) as v from values (1), (2), (3) as t(x) order by x
-- types x long, v array(long)
-- rows
{"x":1,"v":[1]}
{"x":2,"v":[1,2]}
{"x":3,"v":[1,2,3]}

-- case rank without an order is refused
select rank() over () as v from stream
-- error E18209 order

-- case row_number without a window is refused
select row_number() as v from stream
-- error E18209

-- case a window function in where is refused
select x from stream where row_number() over (order by x) = 1
-- error E18209 where
