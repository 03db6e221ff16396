import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQuery } from './parse-query.ts'
import { printQuery } from './testing/print-query.ts'

type Cases = readonly (readonly [sql: string, tree: string])[]

/** One test: its title and what queries are in the tree. */
function queries(title: string, cases: Cases): void {
  test(title, () => {
    for (const [sql, tree] of cases) assert.equal(printQuery(parseQuery(sql)), tree, sql)
  })
}

queries('a word is an operator, part of a call or an alias, by what follows it', [
  ['select a mod 2, a mod, div', '{select (% a 2), a as mod, div}'],
  ['select a mod from t', '{select a as mod from t}'],
  [
    'select first(a ignore nulls), first(a) ignore nulls over w, lag(a) respect nulls over (order by b) from t window w as (partition by a), v as (w order by b)',
    '{select first(a) ignore-nulls, first(a) ignore-nulls over[w], lag(a) respect-nulls over[order b] from t window w[partition a] window v[w order b]}',
  ],
  ['select sum(x) over from t', '{select sum(x) as over from t}'],
  [
    `select date '2017-01-02', timestamp '2017-01-02 00:00:00', X'1F', date, date from t`,
    '{select date"2017-01-02", timestamp"2017-01-02 00:00:00", binary"1F", date, date from t}',
  ],
  [
    'select a div left, a div order, a div -1, a div null, a div from t',
    '{select (div a left), (div a order), (div a (- 1)), (div a null), a as div from t}',
  ],
])

queries('SELECT has stars, aliases and a quantifier', [
  ['select all a, b', '{select a, b}'],
  ['select distinct a from t', '{select-distinct a from t}'],
  ['select all from t', '{select all from t}'],
  ['select *, t.*, a.b.*, * except (a, b) from t', '{select *, t.*, a.b.*, * except a, b from t}'],
  [
    'select a x, b as y, c as `z z`, stack(2, 1, 2) as (p, q), d as end, e end, f as order, g as group, h as limit from t',
    '{select a as x, b as y, c as `z z`, stack(2, 1, 2) as (p, q), d as end, e as end, f as order, g as group, h as limit from t}',
  ],
])

queries('keywords are names where no clause can begin', [
  [
    'select order, group, offset, left, right, end, window, sort from t',
    '{select order, group, offset, left, right, end, window, sort from t}',
  ],
])

queries('clauses come in their order, any of them may be missing', [
  ['select 1 where true', '{select 1 where true}'],
  [
    'select a from t where b group by a having c order by a limit 1',
    '{select a from t where b group a having c order a limit 1}',
  ],
  [
    'select a from t qualify row_number() over (order by a) = 1',
    '{select a from t qualify (= row_number() over[order a] 1)}',
  ],
  [
    'select a from t order by a asc, b desc nulls first, c nulls last limit 10 offset 5',
    '{select a from t order a, b desc nulls-first, c nulls-last limit 10 offset 5}',
  ],
  ['select a from t limit all', '{select a from t}'],
  ['select a from t order by a window w as (order by b)', '{select a from t window w[order b] order a}'],
])

queries('tables have aliases, of their columns too', [
  ['select a from db.t x (c, d)', '{select a from db.t x(c, d)}'],
  ['select a from (select b from t) as x (c)', '{select a from {select b from t} x(c)}'],
  ['select a from (select b from t)', '{select a from {select b from t}}'],
])

queries('joins are read from the left, commas last', [
  ['select a from t, u v join w on a = b', '{select a from <t cross <u v inner w on (= a b)>>}'],
  [
    'select a from t join u using (a, b) left join v on c right outer join w on d full join x on e left semi join y on f left anti join z on g semi join aa on h anti join bb on i cross join cc natural join dd natural left join ee inner join ff',
    '{select a from <<<<<<<<<<<<t inner u using a, b> left v on c> right w on d> full x on e> left semi y on f> left anti z on g> left semi aa on h> left anti bb on i> cross cc> natural inner dd> natural left ee> inner ff>}',
  ],
  ['select a from (t join u on x) join v on y', '{select a from <<t inner u on x> inner v on y>}'],
  ['select a from (t join u on x) as j', '{select a from {select * from <t inner u on x>} j}'],
])

queries('brackets around queries and tables may be many', [
  ['select a from ((select 1) union (select 2)) z', '{select a from {union {select 1} {select 2}} z}'],
  ['select a from ((select 1) z join t)', '{select a from <{select 1} z inner t>}'],
])

queries('VALUES is a table and a query', [
  [`select a from values (1, 'a'), (2, 'b') as t (x, y)`, '{select a from values[1, "a"][2, "b"] t(x, y)}'],
  ['select a from (values 1, 2) t', '{select a from values[1][2] t}'],
  ['values (1, 2), (3, 4)', '{select * from values[1, 2][3, 4]}'],
  ['select a from values', '{select a from values}'],
  [
    'select a from ((values 1, 2) union select 3) x',
    '{select a from {union {select * from values[1][2]} {select 3}} x}',
  ],
  [
    'select a from (values (1) union select 2) x',
    '{select a from {union {select * from values[1]} {select 2}} x}',
  ],
  ['select a from (values (1) as t(a) inner join u)', '{select a from <values[1] t(a) inner u>}'],
])

queries('functions are tables, with LATERAL VIEW too', [
  [
    'select a from explode(array(1, 2)) as t(x), range(10) r',
    '{select a from <explode(array(1, 2)) t(x) cross range(10) r>}',
  ],
  [
    'select a from t lateral view explode(x) u as b lateral view outer posexplode(y) v as c, d where a',
    '{select a from t view explode(x) u(b) view-outer posexplode(y) v(c, d) where a}',
  ],
  ['select a from t lateral view explode(x) as b', '{select a from t view explode(x) _(b)}'],
  ['select a from t lateral view explode(x) u', '{select a from t view explode(x) u}'],
  ['select a from t lateral view explode(x) u b', '{select a from t view explode(x) u(b)}'],
])

queries('the sets of GROUP BY are written out', [
  ['select a, b from t group by a, b with rollup', '{select a, b from t group a, b rollup [a, b][a][]}'],
  [
    'select a from t group by rollup(a, (b, c), d)',
    '{select a from t group a, (tuple b c), d rollup [a, b, c, d][a, b, c][a][]}',
  ],
  ['select a from t group by cube(a, b)', '{select a from t group a, b cube [a, b][a][b][]}'],
  ['select a from t group by a, b with cube', '{select a from t group a, b cube [a, b][a][b][]}'],
  [
    'select a from t group by grouping sets ((a, b), a, ())',
    '{select a from t group a, b, a grouping sets [a, b][a][]}',
  ],
  [
    'select a from t group by a, b grouping sets ((a), (b))',
    '{select a from t group a, b grouping sets [a][b]}',
  ],
  [
    'select a from t group by a, rollup(b, c)',
    '{select a from t group a, b, c grouping sets [a, b, c][a, b][a]}',
  ],
  ['select a from t group by all', '{select a from t group all}'],
])

queries('SORT BY and CLUSTER BY order, DISTRIBUTE BY does nothing', [
  ['select a from t sort by a', '{select a from t order a}'],
  ['select a from t distribute by a sort by b', '{select a from t order b}'],
  ['select a from t cluster by a', '{select a from t order a}'],
])

queries('INTERSECT binds more than UNION and EXCEPT', [
  [
    'select 1 union select 2 union all select 3 intersect select 4 except distinct select 5 minus all select 6',
    '{except-all {except {union-all {union {select 1} {select 2}} {intersect {select 3} {select 4}}} {select 5}} {select 6}}',
  ],
])

queries('a query in brackets keeps its ORDER BY and LIMIT', [
  [
    '(select 1 limit 1) union (select 2 order by 1) order by 1',
    '{union {select 1 limit 1} {select 2 order 1} order 1}',
  ],
  ['((select 1))', '{select 1}'],
  ['((select 1) order by 1) limit 2', '{select * from {select 1 order 1} limit 2}'],
  ['(select 1 limit 5) limit 3', '{select * from {select 1 limit 5} limit 3}'],
])

queries('WITH names queries', [
  [
    'with a as (select 1), b (x) as (select 2) select * from a, b',
    '{with a={select 1} with b(x)={select 2} select * from <a cross b>}',
  ],
  [
    'with a as (values 1) (with b as (select 2) select * from b)',
    '{with a={select * from values[1]} select * from {with b={select 2} select * from b}}',
  ],
])

queries('other ways to write a query', [
  ['table t', '{select * from t}'],
  ['select /*+ broadcast(t) */ a from t;;', '{select a from t}'],
  [`SELECT A FROM T WHERE B IN ('x')`, '{select A from T where (in B "x")}'],
  ['select a.order.from.where from t', '{select a.order.from.where from t}'],
  ['select a from t as where, u', '{select a from <t where cross u>}'],
  ['select transform(xs, x -> x * 2) from t', '{select transform(xs, (-> [x] (* x 2))) from t}'],
  [
    'select a from stream where time = "2017-01-01 00:00:00"',
    '{select a from stream where (= time "2017-01-01 00:00:00")}',
  ],
])
