-- Math functions (spec: sql.md §5).

-- schema: id long, x float, text string
-- input
{"id":1,"x":2.5,"text":"0.87"}
{"id":-2,"x":-0.1,"text":"abc"}
{"id":0,"x":0.0,"text":""}
{}

-- case abs (documented)
select abs(NULL) as v1, abs(-1) as v2, abs(-1.2) as v3, abs('-2') as v4
-- types v1 float, v2 long, v3 float, v4 float
-- rows
{"v1":null,"v2":1,"v3":1.2,"v4":2.0}

-- case abs of a number beyond 64 bits (documented)
select abs(122320837456298376592387456923748) as v
-- types v float
-- rows
{"v":1.2232083745629837e32}

-- case abs of the smallest long stays
select abs(-9223372036854775807 - 1) as v
-- types v long
-- rows
{"v":-9223372036854775808}

-- case acos, asin, atan (documented)
select
  acos('0.87') as v1,
  acos(0) as v2,
  asin(1) as v3,
  asin(-1) as v4,
  atan(1) as v5,
  atan(-1) as v6
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float
-- rows
{"v1":0.5155940062460905,"v2":1.5707963267948966,"v3":1.5707963267948966,"v4":-1.5707963267948966,"v5":0.7853981633974483,"v6":-0.7853981633974483}

-- case ceil and floor (documented)
select
  ceil(1.1) as v1,
  ceil(-1.1) as v2,
  floor(1.2) as v3,
  floor(1.9) as v4,
  floor(0.1) as v5,
  floor(-1.2) as v6,
  floor(-0.1) as v7,
  floor(0.0) as v8,
  floor(-0.0) as v9
-- types v1 long, v2 long, v3 long, v4 long, v5 long, v6 long, v7 long, v8 long, v9 long
-- rows
{"v1":2,"v2":-1,"v3":1,"v4":1,"v5":0,"v6":-2,"v7":-1,"v8":0,"v9":0}
-- spark types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float, v7 float, v8 float, v9 float
-- spark rows
{"v1":2.0,"v2":-1.0,"v3":1.0,"v4":1.0,"v5":0.0,"v6":-2.0,"v7":-1.0,"v8":0.0,"v9":0.0}
-- why the documentation says bigint for every argument, Spark gives a decimal for a decimal

-- case ceil and floor are longs
select
  ceil(2.5D) as v1,
  floor(-2.5D) as v2,
  ceil(5) as v3,
  floor('1.7') as v4,
  ceil(-0.1D) as v5,
  ceiling(1.1D) as v6,
  ceil(NULL) as v7,
  floor('x') as v8
-- types v1 long, v2 long, v3 long, v4 long, v5 long, v6 long, v7 long, v8 long
-- rows
{"v1":3,"v2":-3,"v3":5,"v4":1,"v5":0,"v6":2}

-- case cos (documented)
select cos(3.1415926/2) as v1, cos(3.1415926) as v2
-- types v1 float, v2 float
-- rows
{"v1":2.6794896585028633e-8,"v2":-0.9999999999999986}

-- case sin, tan and their like (documented)
select exp(1) as v1, sin(1) as v2, tan(1) as v3, sinh(1) as v4, cosh(1) as v5, tanh(1) as v6
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float
-- rows about
{"v1":2.718281828459045,"v2":0.8414709848078965,"v3":1.5574077246549023,"v4":1.1752011936438014,"v5":1.5430806348152437,"v6":0.7615941559557649}

-- case log with a base (documented)
select log(2,8) as v1, log(10,100) as v2
-- types v1 float, v2 float
-- rows
{"v1":3.0,"v2":2.0}

-- case pow (documented)
select pow(2,3) as v1, pow('2',3) as v2
-- types v1 float, v2 float
-- rows
{"v1":8.0,"v2":8.0}

-- case round (documented)
select
  round(125.315) as v1,
  round(125.315,0) as v2,
  round(125.315,1) as v3,
  round(125.315,2) as v4,
  round(125.315,3) as v5,
  round(-125.315,2) as v6,
  round(NULL) as v7
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float, v7 float
-- rows
{"v1":125.0,"v2":125.0,"v3":125.3,"v4":125.32,"v5":125.315,"v6":-125.32,"v7":null}

-- case round to the left of the point (documented)
select round(123.345,-2) as v1, round(123.345,4) as v2, round(123.345,-4) as v3
-- types v1 float, v2 float, v3 float
-- rows
{"v1":100.0,"v2":123.345,"v3":0.0}

-- case round goes by decimal digits (documented)
select
  round(1.005,2) as v1,
  round(2.675,2) as v2,
  round(0.285,2) as v3,
  round(2.5) as v4,
  round(-2.5) as v5
-- types v1 float, v2 float, v3 float, v4 float, v5 float
-- rows
{"v1":1.01,"v2":2.68,"v3":0.29,"v4":3.0,"v5":-3.0}

-- case round of doubles goes by decimal digits
select
  round(1.005D,2) as v1,
  round(2.675D,2) as v2,
  round(0.285D,2) as v3,
  round(2.5D) as v4,
  round(-2.5D) as v5,
  round(125.315D,2) as v6,
  round(123.345D,-2) as v7
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float, v7 float
-- rows
{"v1":1.01,"v2":2.68,"v3":0.29,"v4":3.0,"v5":-3.0,"v6":125.32,"v7":100.0}

-- case round of integers
select
  round(15) as v1,
  round(15, -1) as v2,
  round(25, -1) as v3,
  round(-15, -1) as v4,
  round(9223372036854775807, 2) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{"v1":15,"v2":20,"v3":30,"v4":-20,"v5":9223372036854775807}

-- case round of text and of extremes
select
  round('2.5') as v1,
  round('x') as v2,
  round(1e300D, 2) as v3,
  round(double('NaN'), 1) as v4,
  round(1e-300D, 5) as v5
-- types v1 float, v2 float, v3 float, v4 float, v5 float
-- rows
{"v1":3.0,"v3":1e+300,"v5":0.0}

-- case bround goes to the even digit
select
  bround(2.5D) as v1,
  bround(3.5D) as v2,
  bround(25, -1) as v3,
  bround(2.5) as v4,
  bround(1.005, 2) as v5
-- types v1 float, v2 float, v3 long, v4 float, v5 float
-- rows
{"v1":2.0,"v2":4.0,"v3":20,"v4":2.0,"v5":1.0}

-- case logarithms outside their domain are NULL
select
  ln(0) as v1,
  ln(-1) as v2,
  log(0) as v3,
  log(-1) as v4,
  log(2, 0) as v5,
  log(0, 2) as v6,
  log10(0) as v7,
  log2(-1) as v8,
  log1p(-1) as v9,
  ln(NULL) as v10
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float, v7 float, v8 float, v9 float, v10 float
-- rows
{}

-- case logarithms
select
  ln(1) as v1,
  log(2.718281828459045D) as v2,
  log10(1000) as v3,
  log2(8) as v4,
  log1p(0) as v5,
  ln('1') as v6
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float
-- rows
{"v1":0.0,"v2":1.0,"v3":3.0,"v4":3.0,"v5":0.0,"v6":0.0}

-- case log with base 1
select log(1, 2) as v
-- types v float
-- rows
{}

-- case sqrt, acos and asin outside their domain are NaN
select
  isnan(sqrt(-1)) as v1,
  isnan(acos(2)) as v2,
  isnan(asin(-2)) as v3,
  sqrt(-1) as v4,
  acos(1.5) as v5
-- types v1 boolean, v2 boolean, v3 boolean, v4 float, v5 float
-- rows
{"v1":true,"v2":true,"v3":true}

-- case sqrt and cbrt
select sqrt(16) as v1, sqrt(2) as v2, sqrt('9') as v3, sqrt(0) as v4, cbrt(27) as v5, cbrt(-8) as v6
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float
-- rows
{"v1":4.0,"v2":1.4142135623730951,"v3":3.0,"v4":0.0,"v5":3.0,"v6":-2.0}

-- case pow at its edges
select
  pow(2, 0.5) as v1,
  pow(0, 0) as v2,
  pow(2, -1) as v3,
  power(10, 3) as v4,
  pow(-8, 1/3) as v5,
  pow(NULL, 1) as v6
-- types v1 float, v2 float, v3 float, v4 float, v5 float, v6 float
-- rows
{"v1":1.4142135623730951,"v2":1.0,"v3":0.5,"v4":1000.0}

-- case exp and expm1
select exp(0) as v1, exp(1000) as v2, expm1(0) as v3, exp(NULL) as v4, exp(-1000) as v5
-- types v1 float, v2 float, v3 float, v4 float, v5 float
-- rows
{"v1":1.0,"v3":0.0,"v5":0.0}

-- case hypot, atan2, degrees, radians
select
  hypot(3, 4) as v1,
  atan2(1, 1) as v2,
  degrees(3.141592653589793D) as v3,
  radians(180) as v4,
  atan2(0, -1) as v5
-- types v1 float, v2 float, v3 float, v4 float, v5 float
-- rows
{"v1":5.0,"v2":0.7853981633974483,"v3":180.0,"v4":3.141592653589793,"v5":3.141592653589793}

-- case signum, negative, positive
select
  signum(-2.5) as v1,
  sign(3) as v2,
  signum(0) as v3,
  negative(5) as v4,
  positive(-5) as v5,
  signum(NULL) as v6
-- types v1 float, v2 float, v3 float, v4 long, v5 long, v6 float
-- rows
{"v1":-1.0,"v2":1.0,"v3":0.0,"v4":-5,"v5":-5}

-- case factorial
select
  factorial(0) as v1,
  factorial(5) as v2,
  factorial(20) as v3,
  factorial(21) as v4,
  factorial(-1) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{"v1":1,"v2":120,"v3":2432902008176640000}

-- case pi and e
select pi() as v1, e() as v2
-- types v1 float, v2 float
-- rows
{"v1":3.141592653589793,"v2":2.718281828459045}

-- case cot, sec, csc
select cot(1) as v1, sec(0) as v2, csc(1) as v3
-- types v1 float, v2 float, v3 float
-- rows
{"v1":0.6420926159343306,"v2":1.0,"v3":1.1883951057781212}

-- case rint goes to the even integer
select rint(2.5D) as v1, rint(3.5D) as v2, rint(-2.5D) as v3
-- types v1 float, v2 float, v3 float
-- rows
{"v1":2.0,"v2":4.0,"v3":-2.0}

-- case math over records
select id, abs(x) as v1, ceil(x) as v2, floor(x) as v3, round(x) as v4, sqrt(id) as v5, acos(text) as v6, pow(id, 2) as v7 from stream
-- types id long, v1 float, v2 long, v3 long, v4 float, v5 float, v6 float, v7 float
-- rows
{"id":1,"v1":2.5,"v2":3,"v3":2,"v4":3.0,"v5":1.0,"v6":0.5155940062460905,"v7":1.0}
{"id":-2,"v1":0.1,"v2":0,"v3":-1,"v4":0.0,"v7":4.0}
{"id":0,"v1":0.0,"v2":0,"v3":0,"v4":0.0,"v5":0.0,"v7":0.0}
{}

-- case functions of text that is no number are NULL
select sin('x') as v1, round('x', 1) as v2, abs('x') as v3, pow('x', 2) as v4, sqrt('') as v5
-- types v1 float, v2 float, v3 float, v4 float, v5 float
-- rows
{}

-- case rand is within 0 and 1 and repeatable by its seed
select max(r) < 1 as v, min(r) >= 0 as w, count(distinct r) > 90 as x from (select rand(42) as r from range(100)) t
-- types v boolean, w boolean, x boolean
-- rows
{"v":true,"w":true,"x":true}

-- case rand without a seed, and randn
select rand() between 0 and 1 as v, randn(1) is not null as w
-- types v boolean, w boolean
-- rows
{"v":true,"w":true}

-- case uuid is a text of 36 characters
select length(uuid()) as v
-- types v long
-- rows
{"v":36}

-- case integer functions of large longs stay exact
select
  abs(-9007199254740993) as v1,
  greatest(9007199254740993, 1) as v2,
  9007199254740993 % 10 as v3,
  pmod(-9007199254740993, 10) as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":9007199254740993,"v2":9007199254740993,"v3":3,"v4":7}

-- case ceil and floor of large doubles
select ceil(1e18D) as v1, floor(-1e18D) as v2, ceil(1e30D) as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":1000000000000000000,"v2":-1000000000000000000,"v3":9223372036854775807}

-- case ceil and floor with places
select ceil(3.1411, 3) as v1, floor(3.1419, 3) as v2
-- types v1 float, v2 float
-- rows
{"v1":3.142,"v2":3.141}

-- case width_bucket
select width_bucket(5.3, 0.2, 10.6, 5) as v1, width_bucket(-1, 0, 10, 5) as v2
-- types v1 long, v2 long
-- rows
{"v1":3,"v2":0}

-- case width_bucket with NULL, or with more buckets than can be counted, is NULL
select width_bucket(x, a, b, n) as v from values (9D, null, 1D, 2), (9D, 0D, null, 2), (9D, 0D, 10D, null), (null, 0D, 10D, 2), (9D, 0D, 10D, 9223372036854775807L), (9D, 0D, 10D, 2) as t(x, a, b, n)
-- rows
{}
{}
{}
{}
{}
{"v":2}
