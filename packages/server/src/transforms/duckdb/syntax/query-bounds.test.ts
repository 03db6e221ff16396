import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Expression, Query } from './ast.ts'
import { groupingSetKeysMax } from './parse-group-by.ts'
import { parseQuery } from './parse-query.ts'
import { TextError } from './text-error.ts'
import { nestingMax } from './token-reader.ts'
import { queryLengthMax } from './tokens.ts'
import { treeLevelsMax } from './tree-size.ts'

function valueIn(query: Query): Expression {
  const [item] = query.kind === 'select' ? query.items : []
  assert.ok(item?.kind === 'expression')
  return item.value
}

function refused(sql: string, message: RegExp): void {
  assert.throws(
    () => parseQuery(sql),
    (error) => error instanceof TextError && message.test(error.message),
    sql.slice(0, 60),
  )
}

test('chains of 10,000 operators are a tree that leans to the left', () => {
  for (const operator of ['and', 'or', '+', '||', '=']) {
    const start = performance.now()
    let node = valueIn(parseQuery(`select a${` ${operator} b`.repeat(10_000)}`))
    let length = 0
    for (; node.kind === 'binary'; node = node.left) length++
    assert.equal(length, 10_000)
    // Half a second when nothing else runs takes a few milliseconds here; a quadratic parser takes a minute.
    assert.ok(performance.now() - start < 10_000, operator)
  }
})

test('a query of the greatest length is parsed, a longer one is not', () => {
  const query = `select ${'1,'.repeat((queryLengthMax - 8) / 2)}1`
  assert.equal(query.length, queryLengthMax)
  assert.equal(parseQuery(query).kind, 'select')
  refused(`${query} `, /^the query has 1048577 characters, 1048576 are the most/)
})

/** What may stand inside itself: before and after the inner part. */
const nests: readonly (readonly [before: string, after: string])[] = [
  ['(', ')'],
  ['not ', ''],
  ['- ', ''],
  ['~', ''],
  ['f(', ')'],
  ['a[', ']'],
  ['x -> ', ''],
  ['(a, ', ')'],
  ['cast(', ' as int)'],
  ['struct(', ' as q)'],
  ['a in (', ')'],
  ['a between 1 and (', ')'],
  ['a like (', ')'],
  ['case when ', ' then 1 end'],
  ['case a when 1 then 2 else ', ' end'],
  ['(select ', ')'],
  ['exists (select ', ')'],
  ['(with t as (select ', ') select 1)'],
  ['(select 1 from (select ', '))'],
  ['sum(x) over (partition by ', ')'],
  ['sum(x) filter (where ', ')'],
  ['extract(year from ', ')'],
  ['a or b and not c = d | e ^ f & g + h * -f(case when true then x[(', ')] end)'],
]

test('what is nested 33 levels deep is parsed, deeper than the bound it is refused, and nothing overflows', () => {
  for (const [before, after] of nests) {
    const nested = (levels: number) => `select ${before.repeat(levels)}a${after.repeat(levels)}`
    assert.equal(parseQuery(nested(33)).kind, 'select', before)
    for (const levels of [nestingMax + 1, 3_000]) refused(nested(levels), /nested too deeply/)
  }
  refused(`select ${'('.repeat(500_000)}${')'.repeat(500_000)}`, /nested too deeply/)
  refused(`select ${'not '.repeat(250_000)}a`, /nested too deeply/)
})

test('tables, types and queries nest as expressions do', () => {
  const shapes: readonly ((levels: number) => string)[] = [
    (levels) => `select 1 from ${'('.repeat(levels)}t${')'.repeat(levels)}`,
    (levels) => `select 1 from ${'(select 1 from '.repeat(levels)}t${')'.repeat(levels)}`,
    (levels) => `select cast(a as ${'array<'.repeat(levels)}int${'>'.repeat(levels)})`,
    (levels) => `${'('.repeat(levels)}select 1${')'.repeat(levels)}`,
    (levels) => `${'with a as ('.repeat(levels)}select 1${') select 1'.repeat(levels)}`,
  ]
  for (const shape of shapes) {
    assert.equal(parseQuery(shape(nestingMax - 10)).kind, 'select')
    for (const levels of [nestingMax + 1, 10_000]) refused(shape(levels), /nested too deeply/)
  }
})

test('chains that are no operators are as deep as they are long, and bounded', () => {
  const chains: readonly (readonly [string, string])[] = [
    ['select 1', ' union select 1'],
    ['select 1 from t', ' join t'],
    ['select 1 from t', ', t'],
    ['select a', '[0]'],
    ['select a', '::int'],
    ['select f(a)', '.b'],
  ]
  for (const [first, link] of chains) {
    parseQuery(first + link.repeat(treeLevelsMax - 10))
    for (const length of [treeLevelsMax + 1, 10_000])
      refused(first + link.repeat(length), /more than 500 parts inside each other or in one chain/)
  }
})

test('the left side of a chain counts as deep as it is', () => {
  const deep = `a${'[0]'.repeat(treeLevelsMax)}`
  refused(`select ${deep} + b + c`, /nested too deeply/)
})

test('a short text cannot stand for a tree that nobody can walk to its end', () => {
  const twice = (levels: number) => `select ${'('.repeat(levels)}a${" like any ('x', 'y'))".repeat(levels)}`
  parseQuery(twice(10))
  refused(twice(60), /more than 3000000 parts/)
})

test('the sets of GROUP BY are written out up to a bound', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`).join(', ')
  const query = parseQuery(`select 1 from t group by cube(${keys(12)})`)
  assert.equal(query.kind === 'select' && query.groupBy?.groupingSets.length, 4096)
  assert.ok(4096 * 12 <= groupingSetKeysMax)
  refused(`select 1 from t group by cube(${keys(13)})`, /stands for 8192 grouping sets of up to 13 keys/)
  refused(`select 1 from t group by rollup(${keys(300)})`, /stands for 301 grouping sets/)
  refused(`select 1 from t group by ${'cube(a, b, c), '.repeat(5)}a`, /stands for 32768 grouping sets/)
})

test('names, digits and texts as long as a query may be take no time to speak of', () => {
  const start = performance.now()
  parseQuery(`select ${'a'.repeat(1_000_000)}`)
  parseQuery(`select ${'1'.repeat(1_000_000)}`)
  parseQuery(`select ${'1'.repeat(1_000_000)}a`)
  parseQuery(`select '${'\\n'.repeat(500_000)}'`)
  parseQuery(`select 1 ${'/* */'.repeat(200_000)}`)
  refused(`select ${'1'.repeat(1_000_000)}L`, /^1{40}… is beyond bigint/)
  refused(`select ${'/*'.repeat(500_000)}`, /never closed/)
  refused(`select ${'('.repeat(1_000_000)}`, /never closed/)
  assert.ok(performance.now() - start < 20_000)
})
