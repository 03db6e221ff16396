import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesText, parseDurationMs, secondsText } from './amounts.ts'
import { printTable } from './table.ts'

test('columns are aligned, also with characters that take two', () => {
  const columns = [{ title: 'NAME' }, { title: 'N', align: 'right' as const }, { title: 'NOTE' }]
  assert.equal(
    printTable(columns, [
      ['流水', '7', ''],
      ['a', '1000', 'x'],
    ]),
    'NAME     N  NOTE\n流水     7\na     1000  x\n',
  )
})

test('long cells are cut, control characters shown', () => {
  assert.equal(
    printTable([{ title: 'A', widthMax: 5 }, { title: 'B' }], [['abcdefgh', 'x\u001b[2J\ny']]),
    'A      B\nabcd…  x\\u001b[2J\\ny\n',
  )
})

test('colour follows the column and leaves the alignment alone', () => {
  const columns = [{ title: 'S', style: () => 'red' as const }, { title: 'T' }]
  assert.equal(
    printTable(columns, [['ab', 'c']], { colour: true }),
    '\u001b[1mS\u001b[22m   \u001b[1mT\u001b[22m\n\u001b[31mab\u001b[39m  c\n',
  )
})

test('amounts are written with units', () => {
  assert.deepEqual([0, 999, 1000, 41_833_883, 2.5e12].map(bytesText), [
    '0 B',
    '999 B',
    '1.0 kB',
    '41.8 MB',
    '2.5 TB',
  ])
  assert.deepEqual([0.034, 1.26, 90, 600, 7200, 200_000].map(secondsText), [
    '0.03 s',
    '1.3 s',
    '90 s',
    '10 min',
    '2 h',
    '2 d',
  ])
  assert.deepEqual(
    ['30s', '10m', '5h', '2d'].map(parseDurationMs),
    [30_000, 600_000, 18_000_000, 172_800_000],
  )
  for (const text of ['5', 'h', '1.5h', '-1s', '5y'])
    assert.throws(() => parseDurationMs(text), /is not a duration/)
})
