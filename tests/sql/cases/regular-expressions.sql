-- Regular expressions: Java's syntax (spec: sql.md §4).

-- schema: id long, line string
-- input
{"id":1,"line":"GET /index.html?a=1 HTTP/1.1"}
{"id":2,"line":"post /上传 200"}
{"id":3,"line":""}
{"id":4}

--- regexp_extract

-- case regexp_extract gives a group (documented)
select
  regexp_extract('foothebar','foo(.*?)(bar)',1) as v1,
  regexp_extract('foothebar','foo(.*?)(bar)',2) as v2,
  regexp_extract('foothebar','foo(.*?)(bar)',0) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"the","v2":"bar","v3":"foothebar"}

-- case regexp_extract gives group 1 when none is named (documented)
select regexp_extract('8d99d8','8d(\\d+)d8') as v
-- types v string
-- rows
{"v":"99"}

-- case regexp_extract of a group that the pattern lacks is refused (documented)
select regexp_extract('foothebar','foothebar') as v
-- error E18209 group

-- case regexp_extract of a group beyond the last is refused (documented)
select regexp_extract('foothebar','foo(.*)',2) as v
-- error E18209 group

-- case regexp_extract of a negative group is refused (documented)
select regexp_extract('foothebar','foo(.*)',-1) as v
-- error E18209 group

-- case regexp_extract without a match gives the empty text (documented)
select regexp_extract('foothebar','zzz(.*)',1) as v
-- types v string
-- rows
{"v":""}

-- case regexp_extract of a group that took no part gives the empty text
select regexp_extract('ab', '(a)|(x)', 2) as v
-- types v string
-- rows
{"v":""}

-- case regexp_extract of NULL is NULL
select regexp_extract(NULL, '(a)', 1) as v1, regexp_extract('a', NULL, 1) as v2
-- types v1 string, v2 string
-- rows
{}

-- case regexp_extract with letters of other scripts
select regexp_extract('价格:199元', '(\\d+)元', 1) as v1, regexp_extract('中国七牛', '国(.)', 1) as v2
-- types v1 string, v2 string
-- rows
{"v1":"199","v2":"七"}

-- case regexp_extract finds the first match
select regexp_extract('a1b22', '([0-9]+)', 1) as v
-- types v string
-- rows
{"v":"1"}

-- case regexp_extract over records
select id, regexp_extract(line, '^(\\w+) (\\S+)', 2) as v from stream order by id
-- types id long, v string
-- rows
{"id":1,"v":"/index.html?a=1"}
{"id":2,"v":"/上传"}
{"id":3,"v":""}
{"id":4}

-- case regexp_extract with flags inside the pattern
select regexp_extract('ABC', '(?i)(b)', 1) as v1, regexp_extract('a\nb', '(?s)a(.)b', 1) as v2
-- types v1 string, v2 string
-- rows
{"v1":"B","v2":"\n"}

-- case regexp_extract with a named group
select regexp_extract('k=v', '(?<key>\\w)=(?<value>\\w)', 2) as v
-- types v string
-- rows
{"v":"v"}

-- case a pattern that is no pattern is refused
select regexp_extract('abc', '(b', 1) as v
-- error E18209 (b

-- case look-ahead in a pattern
select regexp_extract('price100', '([a-z]+)(?=\\d)', 1) as v
-- error E18209 look
-- spark rows
{"v":"price"}
-- why our engine's patterns run in linear time, which look-around and back-references do not allow

-- case back-references in a pattern
select 'abab' rlike '(ab)\\1' as v
-- error E18209 back
-- spark rows
{"v":true}
-- why our engine's patterns run in linear time, which look-around and back-references do not allow

-- case regexp_extract_all
select
  regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)', 1) as v1,
  regexp_extract_all('abc', '\\d', 0) as v2
-- types v1 array(string), v2 array(string)
-- rows
{"v1":["100","300"],"v2":[]}

--- regexp_replace

-- case regexp_replace replaces every match (documented)
select regexp_replace('100-200','(\\d+)','num') as v1, regexp_replace('100-200','-','num') as v2
-- types v1 string, v2 string
-- rows
{"v1":"num-num","v2":"100num200"}

-- case regexp_replace of NULL is NULL (documented)
select
  regexp_replace('100-200','-',NULL) as v1,
  regexp_replace('100-200',NULL,'num') as v2,
  regexp_replace(NULL,'-','num') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":null,"v2":null,"v3":null}

-- case regexp_replace takes groups by dollar (documented)
select regexp_replace('abc','(b)','[$1]') as v
-- types v string
-- rows
{"v":"a[b]c"}

-- case regexp_replace takes the whole match and several groups
select
  regexp_replace('abc', 'b', '<$0>') as v1,
  regexp_replace('2017-01-02', '(\\d+)-(\\d+)-(\\d+)', '$3/$2/$1') as v2
-- types v1 string, v2 string
-- rows
{"v1":"a<b>c","v2":"02/01/2017"}

-- case regexp_replace with an escaped dollar and backslash
select regexp_replace('abc', 'b', '\\$1') as v1, regexp_replace('abc', 'b', '\\\\') as v2
-- types v1 string, v2 string
-- rows
{"v1":"a$1c","v2":"a\\c"}

-- case regexp_replace without a match gives the text
select regexp_replace('abc', 'x', 'y') as v
-- types v string
-- rows
{"v":"abc"}

-- case regexp_replace of an empty match
select regexp_replace('abc', '', '-') as v1, regexp_replace('abc', 'x*', '-') as v2
-- types v1 string, v2 string
-- rows
{"v1":"-a-b-c-","v2":"-a-b-c-"}

-- case regexp_replace of white space
select
  regexp_replace(' a\t b\n', '\\s+', ' ') as v1,
  regexp_replace('a.b', '.', 'x') as v2,
  regexp_replace('a.b', '\\.', 'x') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":" a b ","v2":"xxx","v3":"axb"}

-- case regexp_replace of Unicode text
select regexp_replace('中国七牛', '[国七]', '_') as v1, regexp_replace('a1中2', '[^0-9]', '') as v2
-- types v1 string, v2 string
-- rows
{"v1":"中__牛","v2":"12"}

-- case regexp_replace from a place on
select regexp_replace('aaa', 'a', 'b', 2) as v
-- types v string
-- rows
{"v":"abb"}

-- case regexp_replace over records
select id, regexp_replace(line, '[a-z/]', '') as v from stream order by id
-- types id long, v string
-- rows
{"id":1,"v":"GET .?=1 HTTP1.1"}
{"id":2,"v":" 上传 200"}
{"id":3,"v":""}
{"id":4}

--- rlike and like

-- case rlike finds the pattern anywhere
select
  'abc' rlike 'b' as v1,
  'abc' rlike '^b' as v2,
  'abc' rlike '^a.c$' as v3,
  'abc' regexp '[x-z]' as v4,
  NULL rlike 'a' as v5,
  'a' rlike NULL as v6
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean
-- rows
{"v1":true,"v2":false,"v3":true,"v4":false}

-- case not rlike
select 'abc' not rlike 'x' as v1, not 'abc' rlike 'x' as v2
-- types v1 boolean, v2 boolean
-- rows
{"v1":true,"v2":true}

-- case rlike with backslashes in the literal
select 'a1' rlike '\\d' as v1, 'a.b' rlike 'a\\.b' as v2, '\\' rlike '\\\\' as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":true,"v2":true,"v3":true}

-- case rlike as a function
select rlike('abc', 'b') as v1, regexp_like('abc', 'B') as v2
-- types v1 boolean, v2 boolean
-- rows
{"v1":true,"v2":false}

-- case rlike over records
select id from stream where line rlike '\\d{3}$' order by id
-- types id long
-- rows
{"id":2}

-- case like matches the whole text
select
  'abc' like 'a%' as v1,
  'abc' like 'b%' as v2,
  'abc' like 'a_c' as v3,
  'abc' like 'ABC' as v4,
  'a%c' like 'a\\%c' as v5,
  'abc' like 'a\\%c' as v6
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean, v6 boolean
-- rows
{"v1":true,"v2":false,"v3":true,"v4":false,"v5":true,"v6":false}

-- case not like, and like of NULL
select
  'abc' not like 'x%' as v1,
  NULL like 'a' as v2,
  'a' like NULL as v3,
  '' like '' as v4,
  '' like '%' as v5
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean, v5 boolean
-- rows
{"v1":true,"v4":true,"v5":true}

-- case like with an escape character
select 'a_c' like 'a!_c' escape '!' as v1, 'abc' like 'a!_c' escape '!' as v2
-- types v1 boolean, v2 boolean
-- rows
{"v1":true,"v2":false}

-- case like of Unicode text and of line feeds
select '中国' like '_国' as v1, 'a\nb' like 'a%b' as v2, 'a\nb' like 'a_b' as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":true,"v2":true,"v3":true}

-- case like of a number
select 123 like '12%' as v1, 2.5 like '2.%' as v2
-- types v1 boolean, v2 boolean
-- rows
{"v1":true,"v2":true}

-- case like any and like all
select
  'abc' like any ('x%', 'a%') as v1,
  'abc' like all ('a%', '%c') as v2,
  'abc' not like all ('x%', 'y%') as v3
-- types v1 boolean, v2 boolean, v3 boolean
-- rows
{"v1":true,"v2":true,"v3":true}

-- case like over records
select id from stream where line like '%/%' order by id
-- types id long
-- rows
{"id":1}
{"id":2}

-- case ilike ignores case
select 'ABC' ilike 'a%' as v
-- types v boolean
-- rows
{"v":true}

-- case split by a pattern that is NULL in some rows
select split('a1b2c', p) as v, split('a1b2c', p, 1) as w, split('a1b2c', p, n) as x, split('a1b2c', p, -n) as y from values (null, 2), ('[0-9]', null), ('[0-9]', 2), ('', 2) as t(p, n)
-- rows
{}
{"v":["a","b","c"],"w":["a1b2c"]}
{"v":["a","b","c"],"w":["a1b2c"],"x":["a","b2c"],"y":["a","b","c"]}
{"v":["a","1","b","2","c"],"w":["a"],"x":["a","1"],"y":["a","1","b","2","c"]}

-- case regexp_substr of a match of nothing is NULL
select regexp_substr('abc', '[0-9]*') as v, regexp_substr(s, '') as w, regexp_substr('12a', '[0-9]*') as x, regexp_substr('abc', p) as y from values ('abc', 'x*'), ('', 'b') as t(s, p)
-- rows
{"x":"12"}
{"x":"12","y":"b"}
