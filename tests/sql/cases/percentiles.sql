-- Percentiles.

-- schema: key string, x long, y float
-- input
{"key":"a","x":0,"y":0.5}
{"key":"a","x":10,"y":1.5}
{"key":"b","x":20}
{"key":"b","x":40,"y":2.5}
{"key":"c"}

-- case percentile interpolates
select percentile(x, 0.5) as v1, percentile(x, 0.3) as v2, percentile(x, 0) as v3, percentile(x, 1) as v4 from stream
-- types v1 float, v2 float, v3 float, v4 float
-- rows
{"v1":15.0,"v2":9.0,"v3":0.0,"v4":40.0}

-- case percentile of floats
select percentile(y, 0.5) as v, percentile(y, 0.25) as w from stream
-- types v float, w float
-- rows
{"v":1.5,"w":1.0}

-- case several percentiles are an array
select percentile(x, array(0.25, 0.75)) as v from stream
-- types v array(float)
-- rows
{"v":[7.5,25.0]}

-- case percentile by group
select key, percentile(x, 0.5) as v from stream group by key order by key
-- types key string, v float
-- rows
{"key":"a","v":5.0}
{"key":"b","v":30.0}
{"key":"c"}

-- case percentile with frequencies
select percentile(x, 0.5, 2) as v from stream
-- types v float
-- rows
{"v":15.0}

-- case percentile of nothing is NULL
select percentile(x, 0.5) as v, percentile_approx(x, 0.5) as w from stream where false
-- types v float, w long
-- rows
{}

-- case percentile_approx gives a value of the data
select percentile_approx(x, 0.5) as v1, percentile_approx(x, 0.3) as v2, percentile_approx(x, 1) as v3, percentile_approx(x, 0) as v4 from stream
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":10,"v2":10,"v3":40,"v4":0}

-- case percentile_approx of several
select percentile_approx(x, array(0.5, 0.4, 0.1), 100) as v from stream
-- types v array(long)
-- rows
{"v":[10,10,0]}

-- case percentile_approx of floats and with accuracy
select percentile_approx(y, 0.5) as v, approx_percentile(y, 0.9, 100) as w from stream
-- types v float, w float
-- rows
{"v":1.5,"w":2.5}

-- case percentile_approx by group
select key, percentile_approx(x, 0.5) as v from stream group by key order by key
-- types key string, v long
-- rows
{"key":"a","v":0}
{"key":"b","v":20}
{"key":"c"}

-- case percentile_approx of many values
select percentile_approx(id, 0.5) as v1, percentile_approx(id, 0.95) as v2, percentile_approx(id, 0.99) as v3 from range(1, 101)
-- types v1 long, v2 long, v3 long
-- rows
{"v1":50,"v2":95,"v3":99}

-- case percentile of many values
select percentile(id, 0.5) as v1, percentile(id, 0.95) as v2, percentile(id, array(0.25, 0.99)) as v3 from range(1, 101)
-- types v1 float, v2 float, v3 array(float)
-- rows
{"v1":50.5,"v2":95.05,"v3":[25.75,99.01]}

-- case median
select median(x) as v from stream
-- types v float
-- rows
{"v":15.0}

-- case percentile_cont and percentile_disc
select percentile_cont(0.5) within group (order by x) as v, percentile_disc(0.5) within group (order by x) as w from stream
-- types v float, w float
-- rows
{"v":15.0,"w":10.0}

-- case a percentage outside 0 and 1 is refused
select percentile(x, 1.5) as v from stream
-- error E18209

-- case percentile of text is that of its numbers
select percentile(x, 0.5) as v from values ('1'), ('3') as t(x)
-- types v float
-- rows
{"v":2.0}
