-- Literals and operators (spec: sql.md §1.4).

-- schema: id long, name string, price float, order string, ok boolean
-- input
{"id":7,"name":"it's","price":2.5,"order":"first","ok":true}
{"id":-7,"name":"a\\b\"c","price":0.0,"order":"second","ok":false}
{"name":"中 国"}

--- Text

-- case double-quoted text is a literal (documented)
select "abc" as v1, "it's" as v2, 'say "x"' as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"abc","v2":"it's","v3":"say \"x\""}

-- case backslashes escape
select
  'a\'b' as v1,
  "a\"b" as v2,
  'a\\b' as v3,
  'a\nb' as v4,
  'a\tb' as v5,
  'a\rb' as v6,
  'a\bc' as v7
-- types v1 string, v2 string, v3 string, v4 string, v5 string, v6 string, v7 string
-- rows
{"v1":"a'b","v2":"a\"b","v3":"a\\b","v4":"a\nb","v5":"a\tb","v6":"a\rb","v7":"a\bc"}

-- case a backslash and a zero are the character NUL
select length('a\0b') as v
-- types v long
-- rows
{"v":3}

-- case unknown escapes are the character itself
select 'a\qb' as v1, 'a\d' as v2, '\中' as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"aqb","v2":"ad","v3":"中"}

-- case escapes of like stay
select 'a\%b' as v1, 'a\_b' as v2, length('\%') as v3
-- types v1 string, v2 string, v3 long
-- rows
{"v1":"a\\%b","v2":"a\\_b","v3":2}

-- case escapes by code
select '\u4e2d\u56fd' as v1, '\101' as v2
-- types v1 string, v2 string
-- rows
{"v1":"中国","v2":"A"}

-- case adjacent literals are one
select 'a' 'b' "c" as v
-- types v string
-- rows
{"v":"abc"}

-- case two quotes inside a literal
select 'it''s' as v1, "a""b" as v2
-- types v1 string, v2 string
-- rows
{"v1":"its","v2":"ab"}

-- case literals with line feeds
select 'a
b' as v
-- types v string
-- rows
{"v":"a\nb"}

-- case backquotes name fields
select `id` as `i`, stream.`name` from stream where `order` = 'first'
-- types i long, name string
-- rows
{"i":7,"name":"it's"}

-- case names ignore case
select ID as v, NAME as W, Stream.Price as x from STREAM where Id = 7
-- types v long, W string, x float
-- rows
{"v":7,"W":"it's","x":2.5}

-- case keywords ignore case
SELECT id AS v FROM stream WHERE id > 0 ORDER BY id DESC
-- types v long
-- rows
{"v":7}

-- case comments are skipped
select /* a comment */ id -- to the end of the line
  as v from stream /* of
  two lines */ where id = 7 -- the end
-- types v long
-- rows
{"v":7}

-- case a semicolon at the end
select 1 as v;
-- types v long
-- rows
{"v":1}

-- case fields named like keywords
select order as v, stream.order as w from stream where order = 'second'
-- types v string, w string
-- rows
{"v":"second","w":"second"}

-- case Unicode aliases in backquotes stay out of field names
select 1 as `中`
-- error E18209 中

--- Arithmetic

-- case division is a double
select 5 / 2 as v1, 4 / 2 as v2, 1 / 3 as v3
-- types v1 float, v2 float, v3 float
-- rows
{"v1":2.5,"v2":2.0,"v3":0.3333333333333333}

-- case division by zero is NULL
select
  1 / 0 as v1,
  1.5D / 0 as v2,
  0 / 0 as v3,
  5 % 0 as v4,
  5 div 0 as v5,
  pmod(5, 0) as v6,
  mod(5, 0) as v7
-- types v1 float, v2 float, v3 float, v4 long, v5 long, v6 long, v7 long
-- rows
{"v1":null,"v2":null,"v3":null,"v4":null,"v5":null,"v6":null,"v7":null}

-- case division by a field that is zero
select id / price as v1, id % price as v2, id div 2 as v3, 10 / id as v4 from stream
-- types v1 float, v2 float, v3 long, v4 float
-- rows
{"v1":2.8,"v2":2.0,"v3":3,"v4":1.4285714285714286}
{"v3":-3,"v4":-1.4285714285714286}
{}

-- case div is integer division towards zero
select 7 div 2 as v1, -7 div 2 as v2, 7 div -2 as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":3,"v2":-3,"v3":-3}

-- case the remainder has the dividend's sign
select 7 % 3 as v1, -7 % 3 as v2, 7 % -3 as v3, 7.5D % 2 as v4, -7.5 % 2 as v5
-- types v1 long, v2 long, v3 long, v4 float, v5 float
-- rows
{"v1":1,"v2":-1,"v3":1,"v4":1.5,"v5":-1.5}

-- case mod and pmod
select mod(7, 3) as v1, mod(-7, 3) as v2, pmod(-7, 3) as v3, pmod(7, -3) as v4, pmod(-7.5D, 2) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 float
-- rows
{"v1":1,"v2":-1,"v3":2,"v4":1,"v5":0.5}

-- case precedence
select
  1 + 2 * 3 as v1,
  (1 + 2) * 3 as v2,
  -2 * -3 as v3,
  10 - 4 - 3 as v4,
  2 + 3 as v5,
  100 / 10 / 2 as v6
-- types v1 long, v2 long, v3 long, v4 long, v5 long, v6 float
-- rows
{"v1":7,"v2":9,"v3":6,"v4":3,"v5":5,"v6":5.0}

-- case unary signs
select -5 as v1, +5 as v2, - -5 as v3, -(-9223372036854775807) as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":-5,"v2":5,"v3":5,"v4":9223372036854775807}

-- case sums of 64 bits that overflow are NULL
select 9223372036854775807 + 1 as v1, -9223372036854775807 - 2 as v2, 9223372036854775807 * 2 as v3
-- types v1 long, v2 long, v3 long
-- rows
{}
-- spark rows
{"v1":-9223372036854775808,"v2":9223372036854775807,"v3":-2}
-- why Spark wraps round and stores another number; here what has no right value has none, and checking costs a twentieth of wrapping

-- case sums of fields that overflow are NULL
select id + 9223372036854775807 as v1, id * 9223372036854775807 as v2, id - -9223372036854775807 as v3 from stream where id is not null
-- types v1 long, v2 long, v3 long
-- rows
{}
{"v1":9223372036854775800,"v3":9223372036854775800}
-- spark rows
{"v1":-9223372036854775802,"v2":9223372036854775801,"v3":-9223372036854775802}
{"v1":9223372036854775800,"v2":-9223372036854775801,"v3":9223372036854775800}
-- why Spark wraps round and stores another number; here what has no right value has none

-- case int sums wrap at 32 bits
select 2147483647 + 1 as v
-- types v long
-- rows
{"v":-2147483648}

-- case sums of smaller integers wrap at their width
select cast(127 as tinyint) + cast(1 as tinyint) as v, cast(32767 as smallint) * cast(2 as smallint) as w
-- types v long, w long
-- rows
{"v":-128,"w":-2}

-- case decimal literals are exact
select 0.1 + 0.2 as v1, 0.1D + 0.2D as v2, 1.1 * 1.1 as v3, 0.1 = 0.10 as v4
-- types v1 float, v2 float, v3 float, v4 boolean
-- rows
{"v1":0.3,"v2":0.30000000000000004,"v3":1.21,"v4":true}

-- case arithmetic with NULL
select 1 + NULL as v1, NULL * 2 as v2, NULL / 1 as v3, -NULL as v4, NULL % 2 as v5
-- types v1 long, v2 long, v3 float, v4 float, v5 long
-- rows
{}

-- case bits
select
  5 & 3 as v1,
  5 | 3 as v2,
  5 ^ 3 as v3,
  ~5 as v4,
  shiftleft(1, 3) as v5,
  shiftright(-8, 1) as v6,
  shiftrightunsigned(-8, 60) as v7,
  1 & NULL as v8
-- types v1 long, v2 long, v3 long, v4 long, v5 long, v6 long, v7 long, v8 long
-- rows
{"v1":1,"v2":7,"v3":6,"v4":-6,"v5":8,"v6":-4,"v7":15}

-- case arithmetic over records
select id, price, id + price as v1, id * 2 as v2, price / 2 as v3, -id as v4 from stream
-- types id long, price float, v1 float, v2 long, v3 float, v4 long
-- rows
{"id":7,"price":2.5,"v1":9.5,"v2":14,"v3":1.25,"v4":-7}
{"id":-7,"price":0.0,"v1":-7.0,"v2":-14,"v3":0.0,"v4":7}
{}

--- Logic

-- case and, or, not with NULL
select
  true and NULL as v1,
  false and NULL as v2,
  true or NULL as v3,
  false or NULL as v4,
  not NULL as v5,
  NULL and NULL as v6
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean
-- rows
{"v2":false,"v3":true}

-- case not binds less than a comparison
select not 1 = 2 as v1, not true = false as v2, not (1 = 1 and 2 = 3) as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":true,"v2":true,"v3":true}

-- case and binds more than or
select true or false and false as v1, (true or false) and false as v2
-- types v1 boolean, v2 boolean
-- rows
{"v1":true,"v2":false}

-- case the exclamation mark is not
select !true as v1, !(1 = 2) as v2
-- types v1 boolean, v2 boolean
-- rows
{"v1":false,"v2":true}

-- case boolean tests
select
  true is true as v1,
  NULL is true as v2,
  NULL is not true as v3,
  false is false as v4,
  NULL is unknown as v5,
  NULL is not false as v6
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean
-- rows
{"v1":true,"v2":false,"v3":true,"v4":true,"v5":true,"v6":true}

-- case a condition that is NULL keeps no record
select id from stream where ok
-- types id long
-- rows
{"id":7}

-- case a condition negated
select id from stream where not ok
-- types id long
-- rows
{"id":-7}

--- Columns

-- case an alias without as
select id i, name n from stream where id = 7
-- types i long, n string
-- rows
{"i":7,"n":"it's"}

-- case a literal as every record's value
select 'x' as v, 1 as w from stream
-- types v string, w long
-- rows
{"v":"x","w":1}
{"v":"x","w":1}
{"v":"x","w":1}

-- case all columns and one more
select *, id + 1 as next from stream where id = 7
-- types id long, name string, price float, order string, ok boolean, next long
-- rows
{"id":7,"name":"it's","price":2.5,"order":"first","ok":true,"next":8}

-- case all columns of the table by name
select stream.* from stream where id = 7
-- types id long, name string, price float, order string, ok boolean
-- rows
{"id":7,"name":"it's","price":2.5,"order":"first","ok":true}

-- case a query without a table
select 1 as v, 'x' as w
-- types v long, w string
-- rows
{"v":1,"w":"x"}

-- case distinct
select distinct ok from stream order by ok
-- types ok boolean
-- rows
{}
{"ok":false}
{"ok":true}

-- case values as a table
select * from values (1, 'a'), (2, 'b') as t(id, name) order by id
-- types id long, name string
-- rows
{"id":1,"name":"a"}
{"id":2,"name":"b"}

-- case values without names
select col1, col2 from values (1, 'a'), (2, NULL) order by col1
-- types col1 long, col2 string
-- rows
{"col1":1,"col2":"a"}
{"col1":2}

-- case range makes rows
select id from range(3)
-- types id long
-- rows
{"id":0}
{"id":1}
{"id":2}

-- case an inline table
select a + 1 as v from (values (1), (2)) as t(a)
-- types v long
-- rows
{"v":2}
{"v":3}

-- case a whole number written beside a decimal has no more digits than it needs
select cast(1.0 / 3 as string) as v1, cast(1.5 / -3 as string) as v2, cast(1.0 / 30L as string) as v3, cast(7 % 2.5 as string) as v4, cast(2 * 1.50 as string) as v5, cast(1.5 - 0 as string) as v6
-- rows
{"v1":"0.333333","v2":"-0.500000","v3":"0.033333","v4":"2.0","v5":"3.00","v6":"1.5"}

-- case products of wide decimals
select
  cast(a * b as string) as v1, a * a as v2, b * b * b as v3, cast(cast(a as decimal(38,2)) * cast(b as decimal(38,2)) as string) as v4
from values (cast(1.5 as decimal(38,30)), cast(123456789012 as decimal(38,10))) as t(a, b)
-- rows about
{"v1":"185185183518.000000","v2":2.25,"v4":"185185183518.0000"}

-- case quotients of decimals are exact
select
  cast(n / 1.0 as string) as v1, cast(n / -3.0 as string) as v2, cast(n / 7.000000000 as string) as v3, cast(0.000 / n as string) as v4,
  cast(1 / 8000000.0 as string) as v5, cast(-0.5 / 3 as string) as v6, cast(n / 2.5 / 3.5 as string) as v7, cast(null / n / 1.5 as string) as v8,
  cast(5 / 0.0 as string) as v9, cast(n / cast(0 as decimal(38,10)) as string) as v10, cast(cast(2 as tinyint) / 3.0 as string) as v11
from values (9007199254740993L), (-12345678901234567L) as t(n)
-- rows in any order
{"v1":"9007199254740993.000000","v2":"-3002399751580331.000000","v3":"1286742750677284.714285714","v4":"0E-24","v5":"1.25E-7","v6":"-0.166667","v7":"1029394200541827.771428571","v11":"0.666667"}
{"v1":"-12345678901234567.000000","v2":"4115226300411522.333333","v3":"-1763668414462081.000000000","v4":"0E-24","v5":"1.25E-7","v6":"-0.166667","v7":"-1410934731569664.800000000","v11":"0.666667"}

-- case quotients of wide decimals are exact
select
  cast(cast(10 as decimal(38,18)) / cast(3 as decimal(38,18)) as string) as v1,
  cast(cast(1 as decimal(38,10)) / cast(7 as decimal(38,0)) as string) as v2,
  cast(cast('99999999999999999999999999999999999999' as decimal(38,0)) / 7.0 as string) as v3,
  cast(cast('1e-38' as decimal(38,38)) / 3 as decimal(38,38)) = 0 as v4,
  1 / cast('1e-38' as decimal(38,38)) as v5,
  cast(cast(1 as decimal(38,30)) / cast(3 as decimal(38,2)) as string) as v6,
  cast(cast('12345678.123456789012345678901234567890' as decimal(38,30)) / 7 as string) as v7,
  cast(cast('99999999999999999999999999999999999999' as decimal(38,0)) / cast('-99999999999999999999999999999999999999' as decimal(38,0)) as string) as v8
-- rows
{"v1":"3.333333","v2":"0.1428571429","v4":true,"v6":"0.3333333333333333333333333333","v7":"1763668.303350969858906525557319223984","v8":"-1.000000"}

-- case div of decimals is whole, and cut off towards zero
select
  7.5 div 2.5 as v1, 1.9 div 0.5 as v2, 5.5 div 1.1 as v3, -7.5 div 2 as v4, 7 div 2.5 as v5, 1.0 div 0.0 as v6,
  cast(1 as decimal(38,30)) div cast('0.0003' as decimal(38,4)) as v7, n div 0.25 as v8, n div cast(0.5 as decimal(38,18)) as v9
from values (-3L), (9007199254740993L), (null) as t(n)
-- types v1 long, v2 long, v3 long, v4 long, v5 long, v6 long, v7 long, v8 long, v9 long
-- rows
{"v1":3,"v2":3,"v3":5,"v4":-3,"v5":2,"v7":3333,"v8":-12,"v9":-6}
{"v1":3,"v2":3,"v3":5,"v4":-3,"v5":2,"v7":3333,"v8":36028797018963972,"v9":18014398509481986}
{"v1":3,"v2":3,"v3":5,"v4":-3,"v5":2,"v7":3333}

-- case decimals that together need more than 18 digits
select
  cast(99999999.99 * 1234567890.12 as string) as v1, cast(999999999.9 + 0.000000001 as string) as v2,
  cast(99999999999999999.9 - 0.01 as string) as v3, cast(12345678901.5 % 0.0007 as string) as v4, cast(99999999999999999.9 % 0.00007 as string) as v5,
  cast(9007199254740993 * 0.001 as string) as v6, cast(-999999999999999999 * 0.1 as string) as v7, cast(9223372036854775807 + 0.5 as string) as v8,
  cast(cast(99999999.99 as decimal(10,2)) * cast(1234567890.12 as decimal(12,2)) as string) as v9, cast(id * 1.5 * 1.5 as string) as v10,
  cast(99999999999999999.9 * 10 as string) as v11, cast(id * cast(0.000000001 as decimal(18,18)) as string) as v12
from values (1L) as t(id)
-- rows
{"v1":"123456788999654321.0988","v2":"999999999.900000001","v3":"99999999999999999.89","v4":"0.0000","v5":"0.00000","v6":"9007199254740.993","v7":"-99999999999999999.9","v8":"9223372036854775807.5","v9":"123456788999654321.0988","v10":"2.25","v11":"999999999999999999.0","v12":"1.00000000E-9"}
