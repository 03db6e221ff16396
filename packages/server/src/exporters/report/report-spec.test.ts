import assert from 'node:assert/strict'
import { test } from 'node:test'
import { specConformance } from '../spec.conformance.ts'
import { everyField } from '../testing/records.ts'
import { reportType } from './index.ts'
import { parseReportSpec } from './report-spec.ts'

const least = { dbName: 'shop', tableName: 'orders', columns: { a: '#id' } }
const parse = (more: object = {}) => parseReportSpec({ ...least, ...more }, everyField)
const refused = (more: object, code: string, message: RegExp) =>
  assert.throws(() => parse(more), { code, message }, JSON.stringify(more))

specConformance(reportType, async () => least)

test('the database may be called database, as in the table of the documentation', () => {
  const { dbName, ...rest } = least
  assert.deepEqual(parseReportSpec({ ...rest, database: dbName }, everyField), least)
  assert.deepEqual(parse({ database: 'other' }), least)
})

test('a spec without a database or a table says which is missing', () => {
  for (const none of [undefined, null, '']) {
    refused({ dbName: none }, 'E18332', /spec\.dbName is missing/)
    refused({ tableName: none }, 'E18333', /spec\.tableName is missing/)
  }
  for (const name of ['a b', 'a`b', 'a.b', 'x'.repeat(65)]) {
    refused({ dbName: name }, 'E18305', /spec\.dbName/)
    refused({ tableName: name }, 'E18305', /spec\.tableName/)
  }
})

test('columns come from string, long, float and date fields', () => {
  const columns = { a: '#name', b: '#id', c: '#score', d: '#at' }
  assert.deepEqual(parse({ columns }).columns, columns)
  assert.deepEqual(parse({ columns: { b: 'id' } }).columns, { b: '#id' })
  for (const key of ['ok', 'tags', 'place', 'raw'])
    refused(
      { columns: { a: `#${key}` } },
      'E18315',
      new RegExp(`spec\\.columns\\.a: field '${key}' is of type`),
    )
  refused({ columns: { a: '#nope' } }, 'E18312', /no field 'nope'/)
  refused({ columns: { a: true } }, 'E18315', /the constant true is of type boolean/)
  refused({ columns: { a: 'nope' } }, 'E18324', /'nope' must be written as #field/)
  refused({ columns: { a: '' } }, 'E18313', /spec\.columns\.a is empty/)
  refused({ columns: {} }, 'E18305', /spec\.columns/)
})

test('a column is filled once, whatever its case, under a name a table can have', () => {
  refused({ columns: { a: '#id', A: '#name' } }, 'E18329', /spec\.columns\.A/)
  for (const name of ['', 'a b', 'a`b', 'x'.repeat(65)])
    refused({ columns: { [name]: '#id' } }, 'E18311', /cannot name a column/)
})

test('a spec maps a bounded number of columns', () => {
  const columns = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, '#id']))
  assert.equal(Object.keys(parse({ columns: columns(2_000) }).columns).length, 2_000)
  refused({ columns: columns(2_001) }, 'E18305', /maps 2001 fields; the limit is 2000/)
})
