import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openAsk } from './testing/ask-duckdb.ts'

const most = 2n ** 64n - 1n
const half = 2n ** 63n
const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Spark's NumberConverter, with whole numbers of any size. */
function converted(text: string, from: number, to: number): string | null {
  const given = text.trim()
  if (given === '' || from < 2 || from > 36 || Math.abs(to) < 2 || Math.abs(to) > 36) return null
  let negative = given.startsWith('-')
  let value = 0n
  for (const digit of given.slice(negative ? 1 : 0).toLowerCase()) {
    const worth = alphabet.indexOf(digit)
    if (worth < 0 || worth >= from) break
    value = value * BigInt(from) + BigInt(worth)
    if (value > most) {
      value = most
      break
    }
  }
  if (negative && to > 0) value = value >= half ? most : (most - value + 1n) & most
  if (to < 0 && value >= half) {
    value = (most - value + 1n) & most
    negative = true
  }
  const digits = value.toString(Math.abs(to)).toUpperCase()
  return negative && to < 0 ? `-${digits}` : digits
}

const texts = [
  '0',
  '-0',
  '1',
  '12',
  '-12',
  '1.9',
  ' 12 ',
  '+12',
  '-',
  '- 1',
  '',
  ' ',
  'ff',
  'FF',
  'zz',
  'xyz',
  '0x1F',
  '777',
  '1100',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '18446744073709551615',
  '18446744073709551616',
  '-18446744073709551616',
  'FFFFFFFFFFFFFFFF',
  '-FFFFFFFFFFFFFFFF',
  '七',
  '1_0',
  '0b1',
  '000101',
]

describe('conv', () => {
  let session: Awaited<ReturnType<typeof openAsk>>
  before(async () => {
    session = await openAsk('UTC')
  })
  after(() => session.close())

  for (const [from, to] of [
    [10, 16],
    [16, 10],
    [2, 10],
    [36, 10],
    [8, 2],
    [10, -16],
    [16, -10],
    [10, 36],
    [10, 10],
    [37, 10],
    [10, 1],
  ] as const)
    test(`from base ${from} to ${to} as Spark's converter has it`, async () => {
      const values = texts.map((text) => `('${text}')`).join(', ')
      const rows = await session.ask(
        `select spark_conv(t, spark_digits_value(t, ${from}), ${from}, ${to}) from (values ${values}) v(t)`,
      )
      assert.deepEqual(
        rows.map(([text]) => text),
        texts.map((text) => converted(text, from, to)),
      )
    })

  test('NULL gives NULL', async () => {
    const [row] = await session.ask('select spark_conv(null, spark_digits_value(null, 10), 10, 16)')
    assert.deepEqual(row, [null])
  })
})
