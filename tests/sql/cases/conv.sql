-- conv (spec: sql.md §5.1).

-- schema: id long, text string
-- input
{"id":255,"text":"ff"}
{"id":-1,"text":"zz"}
{"id":0,"text":""}
{}

-- case conv between bases (documented)
select
  conv('1100',2,10) as v1,
  conv('1100',2,16) as v2,
  conv('ab',16,10) as v3,
  conv('ab',16,16) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"12","v2":"C","v3":"171","v4":"AB"}

-- case conv to base 2 and from base 8 (documented)
select conv('ff',16,2) as v1, conv('777',8,10) as v2
-- types v1 string, v2 string
-- rows
{"v1":"11111111","v2":"511"}

-- case conv stops at what is no digit (documented)
select conv('1.9',10,2) as v
-- types v string
-- rows
{"v":"1"}

-- case conv takes numbers (documented)
select conv(12,10,16) as v
-- types v string
-- rows
{"v":"C"}

-- case conv of negative text is its two's complement (documented)
select conv('-10',10,16) as v1, conv('-1',10,16) as v2
-- types v1 string, v2 string
-- rows
{"v1":"FFFFFFFFFFFFFFF6","v2":"FFFFFFFFFFFFFFFF"}

-- case conv to a negative base is signed (documented)
select conv('-10',16,-10) as v
-- types v string
-- rows
{"v":"-16"}

-- case conv of what is no number is 0 (documented)
select conv('zz',10,16) as v
-- types v string
-- rows
{"v":"0"}

-- case conv beyond 64 bits gives all ones (documented)
select conv('9223372036854775807',36,16) as v
-- types v string
-- rows
{"v":"FFFFFFFFFFFFFFFF"}

-- case conv of NULL and of the empty text is NULL (documented)
select conv(NULL,2,10) as v1, conv('',10,16) as v2
-- types v1 string, v2 string
-- rows
{"v1":null,"v2":null}

-- case conv with a base that does not exist is NULL
select
  conv('1', 1, 10) as v1,
  conv('1', 10, 37) as v2,
  conv('1', 0, 10) as v3,
  conv('1', 10, 0) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{}

-- case conv to base 36 and to the largest long
select
  conv('35', 10, 36) as v1,
  conv('7fffffffffffffff', 16, 10) as v2,
  conv('ffffffffffffffff', 16, 10) as v3,
  conv('ffffffffffffffff', 16, -10) as v4,
  conv('8000000000000000', 16, -10) as v5
-- types v1 string, v2 string, v3 string, v4 string, v5 string
-- rows
{"v1":"Z","v2":"9223372036854775807","v3":"18446744073709551615","v4":"-1","v5":"-9223372036854775808"}

-- case conv reads digits of either case
select conv('Ff', 16, 10) as v1, conv('g', 16, 10) as v2, conv('1g', 16, 10) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"255","v2":"0","v3":"1"}

-- case conv of spaces and signs
select
  conv(' 12', 10, 16) as v1,
  conv('12 ', 10, 16) as v2,
  conv('+12', 10, 16) as v3,
  conv('-', 10, 16) as v4,
  conv('00012', 10, 10) as v5
-- types v1 string, v2 string, v3 string, v4 string, v5 string
-- rows
{"v1":"C","v2":"C","v3":"0","v4":"0","v5":"12"}

-- case conv with bases NULL
select conv('1', NULL, 10) as v1, conv('1', 10, NULL) as v2
-- types v1 string, v2 string
-- rows
{}

-- case conv of the largest numbers
select
  conv('18446744073709551615', 10, 16) as v1,
  conv('18446744073709551616', 10, 16) as v2,
  conv('-9223372036854775808', 10, 16) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"FFFFFFFFFFFFFFFF","v2":"FFFFFFFFFFFFFFFF","v3":"FFFFFFFFFFFFFFFF"}

-- case conv over records
select id, conv(id, 10, 16) as v, conv(text, 16, 10) as w from stream
-- types id long, v string, w string
-- rows
{"id":255,"v":"FF","w":"255"}
{"id":-1,"v":"FFFFFFFFFFFFFFFF","w":"0"}
{"id":0,"v":"0"}
{}

-- case conv with bases of each row's own
select conv(t, b, 10) as v from values (1, 'ff', 16), (2, '11', 2), (3, '777', 8), (4, '12345', 10), (5, 'z', 36), (6, '1010', 2) as t(i, t, b) order by i
-- rows
{"v":"255"}
{"v":"3"}
{"v":"511"}
{"v":"12345"}
{"v":"35"}
{"v":"10"}
