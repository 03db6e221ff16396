import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseQuery } from './parse-query.ts'
import { placeOf } from './place.ts'
import { anyTree } from './testing/any-tree.ts'
import { printQuery } from './testing/print-query.ts'
import { sqlOfQuery } from './testing/sql-of-query.ts'
import { TextError } from './text-error.ts'

test('SQL written from any tree is parsed as that tree', () => {
  fc.assert(
    fc.property(anyTree.query, (tree) => {
      assert.equal(printQuery(parseQuery(sqlOfQuery(tree))), printQuery(tree))
    }),
    { numRuns: 300 },
  )
})

/** Everything is a query or an error that shows a part of the text. */
function parsesOrPoints(text: string): void {
  try {
    const { start, end } = parseQuery(text)
    assert.ok(start >= 0 && start < end && end <= text.length)
  } catch (error) {
    if (!(error instanceof TextError)) throw error
    const { start, end } = error.at
    assert.ok(start >= 0 && start <= end && end <= text.length, `${start} ${end}`)
    assert.ok(error.message.length > 0 && error.message.length < 400, error.message)
    assert.ok(placeOf(text, start).line >= 1)
  }
}

test('any text is a query or an error with its place', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), parsesOrPoints), { numRuns: 2_000 })
})

const word = fc.constantFrom(
  ...(
    'select from where group by order having limit offset union all intersect except minus with as join on using left right ' +
    'full cross natural semi anti lateral view outer values distinct case when then else end and or not in is null true like ' +
    'rlike escape between exists cast interval day date over partition rows range unbounded preceding following current row ' +
    'rollup cube grouping sets filter ignore nulls window qualify div mod a b t f count struct array map int x first last desc'
  ).split(' '),
  ..."( ) [ ] , . ; * + - / % = <=> <> < > || | & ^ ~ ! -> => :: : 1 1.5 1e3 2L 'x' \"y\" `z` r'\\' $(now) /* */ -- \n ' \" `".split(
    ' ',
  ),
)

test('any words of SQL in a row are a query or an error with its place', () => {
  const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(' '))
  fc.assert(fc.property(text, parsesOrPoints), { numRuns: 3_000 })
  fc.assert(
    fc.property(text, (rest) => parsesOrPoints(`select a ${rest}`)),
    { numRuns: 3_000 },
  )
})

test('a query with a part cut out, doubled or swapped is a query or an error with its place', () => {
  const changed = fc
    .record({ tree: anyTree.query, at: fc.nat(), length: fc.nat(20), put: fc.oneof(word, fc.constant('')) })
    .map(({ tree, at, length, put }) => {
      const sql = sqlOfQuery(tree)
      const from = at % (sql.length + 1)
      return `${sql.slice(0, from)}${put}${sql.slice(from + length)}`
    })
  fc.assert(fc.property(changed, parsesOrPoints), { numRuns: 1_000 })
})
