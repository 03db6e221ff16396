import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQuery } from './parse-query.ts'
import { printExpression } from './testing/print-expression.ts'

type Cases = readonly (readonly [sql: string, tree: string])[]

/** One test: its title and what expressions are in the tree. */
function expressions(title: string, cases: Cases): void {
  test(title, () => {
    for (const [sql, tree] of cases) assert.equal(treeOf(sql), tree, sql)
  })
}

function treeOf(sql: string): string {
  const query = parseQuery(`select ${sql}`)
  const [item] = query.kind === 'select' ? query.items : []
  assert.ok(item?.kind === 'expression', sql)
  assert.deepEqual([item.start, item.end], [7, 7 + sql.length])
  return printExpression(item.value)
}

expressions('the stronger operator takes the operand, of equal ones the left', [
  ['a + b * c - d / e % f div g', '(- (+ a (* b c)) (div (% (/ d e) f) g))'],
  ['a || b + c', '(+ (|| a b) c)'],
  ['a | b ^ c & d + e = f', '(= (| a (^ b (& c (+ d e)))) f)'],
  ['not a = b and c or d', '(or (and (not (= a b)) c) d)'],
  ['not a and b', '(and (not a) b)'],
  ['-a * b', '(* (- a) b)'],
  ['- - a', '(- (- a))'],
  ['+a', '(+ a)'],
  ['~a', '(~ a)'],
  ['-a.b', '(- a.b)'],
  ['-a[0]', '(- ([] a 0))'],
  ['-1::int', '(- (cast 1 int))'],
  ['!a', '(not a)'],
])

expressions('tests come after comparisons and before NOT', [
  ['a = b is null', '(is-null (= a b))'],
  ['a between b and c and d', '(and (between a b c) d)'],
  ['a not between 1 and 2 or b', '(or (not-between a 1 2) b)'],
  ['a in (1, 2)', '(in a 1 2)'],
  ['a not in (select b from t)', '(not-in a {select b from t})'],
  ['(a, b) in ((1, 2), (3, 4))', '(in (tuple a b) (tuple 1 2) (tuple 3 4))'],
  ['a in ((select 1) union (select 2))', '(in a {union {select 1} {select 2}})'],
  [`a like 'x%' escape '!'`, '(like a "x%" "!")'],
  [`a not like b || '%'`, '(not-like a (|| b "%"))'],
  [`a rlike 'x'`, '(rlike a "x")'],
  [`a regexp 'y'`, '(rlike a "y")'],
  ['a not rlike b', '(not-rlike a b)'],
  [`a ilike 'z'`, '(ilike a "z")'],
  [`a like any ('a', 'b')`, '(or (like a "a") (like a "b"))'],
  [`a not like all ('a', 'b')`, '(and (not-like a "a") (not-like a "b"))'],
  ['a is null', '(is-null a)'],
  ['a is not null', '(not-is-null a)'],
  ['a is true', '(is-true a)'],
  ['a is not false', '(not-is-false a)'],
  ['a is unknown', '(is-unknown a)'],
  ['a is distinct from b', '(is-distinct-from a b)'],
  ['a is not distinct from b + 1', '(not-is-distinct-from a (+ b 1))'],
])

expressions('there are several ways to compare', [
  ['a <=> b', '(<=> a b)'],
  ['a == b', '(= a b)'],
  ['a != b', '(<> a b)'],
  ['a <> b', '(<> a b)'],
])

expressions('names, members and elements follow each other', [
  ['a.b.c', 'a.b.c'],
  ['a[0].b', '(. ([] a 0) b)'],
  ['f(x).a', '(. f(x) a)'],
  [`a['k'][1]`, '([] ([] a "k") 1)'],
  ['a.`b c`', 'a.`b c`'],
  ['`a``b`', '`a`b`'],
])

expressions('lambdas have one name or several in brackets', [
  ['x -> x + 1', '(-> [x] (+ x 1))'],
  ['(x, y) -> x + y', '(-> [x, y] (+ x y))'],
  ['filter(a, x -> x > 1 and x < 2)', 'filter(a, (-> [x] (and (> x 1) (< x 2))))'],
  ['reduce(a, 0, (acc, x) -> acc + x, acc -> acc)', 'reduce(a, 0, (-> [acc, x] (+ acc x)), (-> [acc] acc))'],
])

expressions('several values in brackets are a tuple, a struct may name its members', [
  ['(a, b)', '(tuple a b)'],
  ['struct(a, b)', 'struct(a, b)'],
  ['struct(a as x, b, c + 1)', 'named_struct("x", a, "b", b, "col3", (+ c 1))'],
  ['struct(*)', 'struct(*)'],
])

expressions('calls have DISTINCT, FILTER, WITHIN GROUP and OVER', [
  ['count(*)', 'count(*)'],
  ['count(distinct a, b)', 'count(distinct a, b)'],
  ['count(all a)', 'count(a)'],
  [
    'sum(distinct a) filter (where b > 1) over (partition by c order by d)',
    'sum(distinct a) filter[(> b 1)] over[partition c order d]',
  ],
  ['percentile_cont(0.5) within group (order by a desc)', 'percentile_cont(0.5BD) within[a desc]'],
  [
    'sum(a) over (order by b rows between 1 preceding and 1 following)',
    'sum(a) over[order b rows 1 preceding..1 following]',
  ],
  ['sum(a) over (rows 1 preceding)', 'sum(a) over[rows 1 preceding..current row]'],
  ['sum(a) over (order by b rows 2 following)', 'sum(a) over[order b rows current row..2 following]'],
  [
    'sum(a) over (order by b range between unbounded preceding and current row)',
    'sum(a) over[order b range unbounded preceding..current row]',
  ],
  ['sum(a) over w', 'sum(a) over[w]'],
  ['sum(a) over (w)', 'sum(a) over[w]'],
  ['sum(a) over (cluster by x)', 'sum(a) over[partition x]'],
  ['sum(a) over (distribute by a sort by b)', 'sum(a) over[partition a order b]'],
  ['sum(a) over ()', 'sum(a) over[]'],
])

expressions('words between the arguments are those of plain calls', [
  ['timestampadd(HOUR, 2, t)', 'timestampadd("HOUR", 2, t)'],
  ['datediff(day, a, b)', 'timestampdiff("day", a, b)'],
  ['date_add(day, 2)', 'date_add(day, 2)'],
  ['extract(year from t)', 'extract("year", t)'],
  [`extract('DAY' from t)`, 'extract("day", t)'],
  ['trim(a)', 'trim(a)'],
  [`trim(both 'x' from a)`, 'btrim(a, "x")'],
  ['trim(leading from a)', 'ltrim(a)'],
  [`trim(trailing 'x' from a)`, 'rtrim("x", a)'],
  [`trim('x' from a)`, 'btrim(a, "x")'],
  ['trim(both)', 'trim(both)'],
  ['substring(a from 2 for 3)', 'substring(a, 2, 3)'],
  ['substring(a from 2)', 'substring(a, 2)'],
  ['substring(a, 2, 3)', 'substring(a, 2, 3)'],
  [`position('a' in b)`, 'locate("a", b)'],
  [`position('a', b)`, 'position("a", b)'],
  [`position('a', b, 2)`, 'position("a", b, 2)'],
  ['overlay(a placing b from 1 for 2)', 'overlay(a, b, 1, 2)'],
])

expressions('keywords are names of functions and columns', [
  ['if(a, b, c)', 'if(a, b, c)'],
  ['left(a, 1)', 'left(a, 1)'],
  ['right(a, 2)', 'right(a, 2)'],
  ['replace(a, b, c)', 'replace(a, b, c)'],
  ['date(a)', 'date(a)'],
  ['timestamp(a)', 'timestamp(a)'],
  ['year(a)', 'year(a)'],
  ['interval(a)', 'interval(a)'],
  ['values', 'values'],
  ['table', 'table'],
])

expressions('CASE has conditions, or a value and what it may be', [
  ['case when a then b else c end', '(case a=>b c)'],
  ['case a when 1 then 2 when 3 then 4 end', '(case a 1=>2 3=>4)'],
])

expressions('casts have types with parts', [
  ['cast(a as int)', '(cast a int)'],
  ['try_cast(a as decimal(10, 2))', '(cast a decimal(10,2))'],
  [
    'cast(a as array<map<string, struct<a: int, b string>>>)',
    '(cast a array<map<string,struct<a:int,b:string>>>)',
  ],
  ['a::string::int', '(cast (cast a string) int)'],
  ['cast(a as varchar(10))', '(cast a varchar(10))'],
  [`cast(a as struct<a: int not null comment 'x'>)`, '(cast a struct<a:int>)'],
  ['cast(a as struct<>)', '(cast a struct<>)'],
])

expressions('intervals have parts, or a text with parts', [
  ['interval 1 day', '(interval 1:day)'],
  ['interval -1 day', '(interval (- 1):day)'],
  [`interval '1' day`, '(interval "1":day)'],
  ['interval 2 hours 30 minutes', '(interval 2:hour 30:minute)'],
  [`interval '1 day -2 hours'`, '(interval "1":day "-2":hour)'],
  [`interval '1-2' year to month`, '(interval "1":year "2":month)'],
  [`interval '1 02:03:04.5' day to second`, '(interval "1":day "02":hour "03":minute "04.5":second)'],
  ['interval', 'interval'],
  ['interval + 1', '(+ interval 1)'],
  ['interval - 1', '(- interval 1)'],
  ['t - interval 1 day + interval 2 weeks', '(+ (- t (interval 1:day)) (interval 2:week))'],
])

expressions('the time needs no brackets', [
  ['current_date', 'current_date()'],
  ['current_timestamp', 'current_timestamp()'],
  ['current_date()', 'current_date()'],
  ['t.current_date', 't.current_date'],
])

expressions('numbers have the smallest type that holds them, or their suffix says which', [
  ['null', 'null'],
  ['true', 'true'],
  ['false', 'false'],
  ['1', '1'],
  ['1L', '1L'],
  ['1S', '1S'],
  ['1Y', '1Y'],
  ['1.5', '1.5BD'],
  ['.5', '.5BD'],
  ['1.', '1.BD'],
  ['1e3', '1e3D'],
  ['1.5e-3', '1.5e-3D'],
  ['1D', '1D'],
  ['1F', '1F'],
  ['1.5BD', '1.5BD'],
  ['1e3BD', '1e3BD'],
  ['2147483647', '2147483647'],
  ['2147483648', '2147483648L'],
  ['9223372036854775807', '9223372036854775807L'],
  ['9223372036854775808', '9223372036854775808BD'],
])

expressions('names may have letters of every script, and begin with a digit', [
  ['1st', '1st'],
  ['t.1st', 't.1st'],
  ['a1', 'a1'],
  ['_x', '_x'],
  ['中文', '`中文`'],
  ['`中 文`', '`中 文`'],
  ['é', '`é`'],
  ['t.1e', 't.1e'],
])

expressions('texts have two kinds of quotes, escapes, and join their neighbours', [
  [`'a'`, '"a"'],
  ['"b"', '"b"'],
  [`'it''s'`, '"its"'],
  [`'it\\'s'`, `"it's"`],
  ['"a\\"b"', '"a\\"b"'],
  [`'a' "b"`, '"ab"'],
  [`'\\\\d'`, '"\\\\d"'],
  [`'\\%\\_'`, '"\\\\%\\\\_"'],
  [`'\\n\\t\\r\\0\\b\\Z'`, '"\\n\\t\\r\\u0000\\b\\u001a"'],
  [`'\\u4e2d'`, '"中"'],
  [`'\\101'`, '"A"'],
  [`'\\x'`, '"x"'],
  [`r'\\d'`, '"\\\\d"'],
  ['R"\\d"', '"\\\\d"'],
])

expressions('queries in brackets are values', [
  ['(select max(a) from t)', '{select max(a) from t}'],
  ['exists (select 1)', '(exists {select 1})'],
  ['exists(arr, x -> x > 1)', 'exists(arr, (-> [x] (> x 1)))'],
  ['not exists (select 1)', '(not (exists {select 1}))'],
  ['((select 1))', '{select 1}'],
  ['((select 1) union (select 2))', '{union {select 1} {select 2}}'],
  ['((select 1) + 1)', '(+ {select 1} 1)'],
])

expressions('comments and hints are spaces', [
  ['a', 'a'],
  ['a /* x /* nested */ y */ + /*+ hint */ b', '(+ a b)'],
])
