import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError, RefusedBatch } from '../exporter.ts'
import { everyField } from '../testing/records.ts'
import { mysqlFailure } from './mysql-failure.ts'
import { postgresqlFailure } from './postgresql-failure.ts'
import { RowReader } from './report-rows.ts'
import { type ColumnKind, type TableColumn, targetColumns } from './table-shape.ts'
import { timeText } from './time-text.ts'

const { columns } = new RowReader(
  { dbName: 'd', tableName: 't', columns: { a: '#id', b: '#name', c: '#score', d: '#at' } },
  everyField,
)
const column = (name: string, kind: ColumnKind, required = false): TableColumn => ({
  name,
  type: kind,
  kind,
  required,
})
const fitting = [column('a', 'integer'), column('b', 'text'), column('c', 'float'), column('D', 'time')]

test('columns are found whatever their case, with the identity if the table has it', () => {
  const found = targetColumns('t', columns, [...fitting, column('x', 'text')])
  assert.deepEqual(
    found.mapped.map(({ name }) => name),
    ['a', 'b', 'c', 'D'],
  )
  assert.equal(found.identity, undefined)
  const identity = [column('_sluice_export', 'text', true), column('_sluice_offset', 'integer', true)]
  assert.deepEqual(targetColumns('t', columns, [...fitting, ...identity]).identity, {
    owner: '_sluice_export',
    offset: '_sluice_offset',
  })
})

test('what would lose something, is missing or is not filled is a matter of configuration', () => {
  const refused = (there: TableColumn[], message: RegExp) =>
    assert.throws(
      () => targetColumns('t', columns, there),
      (error: Error) => error instanceof ConfigurationError && message.test(error.message),
    )
  refused(fitting.slice(1), /table t has no column a:/)
  refused([column('a', 'float'), ...fitting.slice(1)], /column a .* does not hold every long of field 'id'/)
  refused([...fitting, column('x', 'text', true)], /does not take rows without x/)
  refused([column('A', 'integer'), column('ａ', 'integer')], /no column b, c, d/)
})

test('failures are sorted by what repeating would help', () => {
  const mysql = (errno: number, sqlState: string) =>
    mysqlFailure(Object.assign(new Error('m'), { errno, sqlState }), 't')
  for (const [errno, state] of [
    [1406, '22001'],
    [1062, '23000'],
    [1366, 'HY000'],
    [1153, '08S01'],
  ] as const)
    assert.ok(mysql(errno, state) instanceof RefusedBatch, String(errno))
  for (const [errno, state] of [
    [1045, '28000'],
    [1146, '42S02'],
    [1054, '42S22'],
    [1364, 'HY000'],
  ] as const)
    assert.ok(mysql(errno, state) instanceof ConfigurationError, String(errno))
  for (const [errno, state] of [
    [1213, '40001'],
    [1205, 'HY000'],
    [1040, '08004'],
    [1203, '42000'],
  ] as const)
    assert.equal(mysql(errno, state).name, 'Error', String(errno))
  const postgresql = (code: string) => postgresqlFailure(Object.assign(new Error('m'), { code }), 't')
  for (const code of ['22001', '23502', '21000', 'P0001'])
    assert.ok(postgresql(code) instanceof RefusedBatch, code)
  for (const code of ['28P01', '3D000', '42P01', '42501'])
    assert.ok(postgresql(code) instanceof ConfigurationError, code)
  for (const code of ['40P01', '53300', '57P01', '08006', 'ECONNREFUSED'])
    assert.equal(postgresql(code).name, 'Error', code)
})

test('a time is what clocks at the offset show', () => {
  assert.equal(timeText(1_484_235_000_123_456n, '+00:00'), '2017-01-12 15:30:00.123456')
  assert.equal(timeText(1_484_235_000_000_000n, '+08:00'), '2017-01-12 23:30:00')
  assert.equal(timeText(-1n, '-00:30'), '1969-12-31 23:29:59.999999')
})
