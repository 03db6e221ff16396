import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Schema } from '@sluice/model'
import fc from 'fast-check'
import { type Diagnostic, SqlError, type TableSchema } from '../sql-engine.ts'
import { families, functionNames } from './functions/index.ts'
import { placeOf } from './syntax/place.ts'
import { anyTree } from './syntax/testing/any-tree.ts'
import { sqlOfQuery } from './syntax/testing/sql-of-query.ts'
import { tablesReadBy, translate } from './translate.ts'

const schema: Schema = [
  { key: 'a', valtype: 'long', required: false },
  { key: 'b', valtype: 'string', required: false },
  { key: 'c', valtype: 'float', required: false },
  { key: 'd', valtype: 'date', required: false },
  { key: 'e', valtype: 'boolean', required: false },
  { key: 'l', valtype: 'array', elemtype: 'string', required: false },
  {
    key: 'm',
    valtype: 'map',
    schema: [
      { key: 'a', valtype: 'long', required: false },
      { key: 'A', valtype: 'array', elemtype: 'long', required: false },
    ],
    required: false,
  },
]
const tables: TableSchema[] = ['stream', 'a', 'b', 'c', 'x1', 'from', '中文'].map((name) => ({
  names: [name],
  schema,
}))

/** True when the text was translated. Anything but that, or a refusal that points into the text, fails the test. */
function translatesOrPoints(sql: string): boolean {
  try {
    tablesReadBy(sql)
    const { select, macros } = translate(sql, tables, 'Asia/Shanghai')
    assert.ok(!`${select}${macros.join('')}`.includes('\0'), 'a NUL would end the SQL')
    return true
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    assert.equal(error.kind, 'diagnostics')
    assert.equal(error.diagnostics.length, 1)
    for (const diagnostic of error.diagnostics) checkPlace(diagnostic, sql)
    return false
  }
}

function checkPlace({ message, line = 0, column = 0 }: Diagnostic, sql: string): void {
  const end = placeOf(sql, sql.length)
  assert.ok(message.length > 0)
  assert.ok(line >= 1 && column >= 1, message)
  assert.ok(line < end.line || (line === end.line && column <= end.column), `${message} ${line}:${column}`)
}

const oddTexts = fc.constantFrom(
  ...[
    '',
    'a',
    '%Y',
    'yyyy-MM-dd',
    '$.a[*].b',
    '[a-z',
    '(a)|b',
    'a int, b array<string>',
    '%s %d',
    'UTC',
    'day',
  ],
  ...['\0', "'", '"', '`', '\\', '/*once*/', 'try(', 'spark_', '𝒳', '\ud800'],
)
const textLiteral = oddTexts.map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
const simple = fc.oneof(
  fc.constantFrom(
    ...'a b c d e l m m.A stream.a null true 0 -1 1 2147483648 1.5 1e3 1e999999999BD'.split(' '),
  ),
  fc.constantFrom(
    "date '2017-01-02'",
    "X'1F'",
    'array(1, 2)',
    "map('k', a)",
    'struct(a, b)',
    'current_date()',
  ),
  fc.constantFrom('x -> x', '(x, y) -> x + y', 'x -> array(x)', '(select max(a) from stream)', 'sum(a)', '*'),
  fc.constantFrom(
    'interval 1 day',
    "interval '1' month",
    'count(*) over (order by a)',
    'a in (select a from b)',
  ),
  textLiteral,
)
const call = fc
  .record({ name: fc.constantFrom(...functionNames()), given: fc.array(simple, { maxLength: 5 }) })
  .map(({ name, given }) => `\`${name}\`(${given.join(', ')})`)
const value = fc.oneof(
  { weight: 3, arbitrary: call },
  { weight: 1, arbitrary: simple },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.oneof(call, simple),
        fc.constantFrom('+', '-', '*', '/', '%', 'div', '||', '=', '<=>', '<', 'and', 'like', '&'),
        fc.oneof(call, simple),
      )
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
  },
)
const query = fc.oneof(
  value.map((x) => `select ${x} as x from stream`),
  value.map((x) => `select a from stream where ${x} is null\norder by ${x}`),
  fc
    .tuple(value, value)
    .map(([x, y]) => `select ${x} as x, ${y}, sum(c)\nfrom stream group by ${x} having ${y}`),
  fc.tuple(call, value).map(([x, y]) => `select * from stream lateral view outer ${x} t as p where ${y}`),
  fc.tuple(value, value).map(([x, y]) => `select ${x} as x from a union select ${y} from b`),
  fc
    .tuple(value, value)
    .map(([x, y]) => `with q as (select ${x} as x from a) select x, ${y} as y from q join stream on ${y}`),
  fc
    .tuple(value, value)
    .map(([x, y]) => `select sum(a) over (partition by ${x} order by ${y}) as x from stream`),
)

test('any query that the parser knows is translated, or refused at a place in its text', () => {
  fc.assert(
    fc.property(anyTree.query, (tree) => void translatesOrPoints(sqlOfQuery(tree))),
    { numRuns: 300 },
  )
})

test('any function of any arguments is translated, or refused at a place in the text', () => {
  let translated = 0
  fc.assert(
    fc.property(query, (sql) => {
      if (translatesOrPoints(sql)) translated++
    }),
    { numRuns: 4_000 },
  )
  assert.ok(translated > 100, `${translated} were translated: the others say nothing about functions`)
})

test('every function says what is wrong when it is given nothing, or a dozen of anything', () => {
  for (const { name } of families.flatMap(({ rows }) => rows))
    for (const given of [
      '',
      'null',
      ...['a', 'b', 'c', 'd', 'e', 'l', 'm', 'x -> x', "''"].map((one) => Array(12).fill(one).join(', ')),
    ])
      for (const over of ['', ' over (order by a)', ' over ()'])
        translatesOrPoints(`select ${name}(${given})${over} as x from stream`)
})
