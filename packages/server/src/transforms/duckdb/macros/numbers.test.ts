import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openAsk } from './testing/ask-duckdb.ts'

/** The number's own digits, rounded by hand: what Spark does with BigDecimal. */
function rounded(value: number, places: number, halves: 'up' | 'even'): number {
  const [, sign = '', digits = '', exponent = ''] = /^(-?)(.*)e([+-]\d+)$/.exec(value.toExponential()) ?? []
  const whole = BigInt(digits.replace('.', ''))
  const scale = (digits.split('.')[1]?.length ?? 0) - Number(exponent) - places
  if (scale <= 0) return value
  const unit = 10n ** BigInt(scale)
  const [below, rest] = [whole / unit, whole % unit]
  const up = rest * 2n > unit || (rest * 2n === unit && (halves === 'up' || below % 2n === 1n))
  return Number(`${sign}${below + (up ? 1n : 0n)}e${-places}`) + 0
}

/** Repeatable numbers of few places, many of which lie in the middle. */
function numbers(): number[] {
  let state = 20170102
  return Array.from({ length: 3000 }, () => {
    state = (state * 1103515245 + 12345) % 2147483648
    const digits = (state % 2_000_001) - 1_000_000
    return Number(`${digits}e-${Math.floor(state / 7) % 7}`)
  })
}

describe('rounding', () => {
  let session: Awaited<ReturnType<typeof openAsk>>
  before(async () => {
    session = await openAsk('UTC')
  })
  after(() => session.close())

  async function answers(macro: string, power: string, values: readonly number[]): Promise<number[]> {
    const list = values.map((value) => `(${value}::double)`).join(', ')
    const rows = await session.ask(`select ${macro}(x, ${power}::double)::varchar from (values ${list}) t(x)`)
    return rows.map(([text]) => Number(text))
  }

  const macros = [
    ['spark_round', 'up'],
    ['spark_bround', 'even'],
  ] as const
  for (const [macro, halves] of macros) {
    for (const places of [0, 1, 2, 3, 5])
      test(`${macro} to ${places} places goes by the digits a number is written with`, async () => {
        const values = [...numbers(), 1.005, 2.675, 0.285, 1.115, 0.5, 1.5, 2.5, 0.045, 8.345]
        assert.deepEqual(
          await answers(macro, `1e${places}`, values),
          values.map((value) => rounded(value, places, halves)),
        )
      })
    for (const tens of [1, 2, 4])
      test(`${macro}_tens to ${tens} places before the point`, async () => {
        const values = [...numbers(), 5, 15, 25, 45, 50, 150, 250, 5000, 15000]
        assert.deepEqual(
          await answers(`${macro}_tens`, `1e${tens}`, values),
          values.map((value) => rounded(value, -tens, halves)),
        )
      })
  }

  test('what has no such places stays as it is', async () => {
    const values = [1e300, -1e17, 123456789012345680, 5e-324]
    assert.deepEqual(await answers('spark_round', '1e3', values), [1e300, -1e17, 123456789012345680, 0])
    assert.deepEqual(
      await session.ask(
        `select spark_round('nan'::double, 100::double)::varchar, spark_round(null::double, 100::double)`,
      ),
      [['nan', null]],
    )
  })

  test('a number that rounds to nothing has no sign', async () => {
    const [row] = await session.ask('select 1 / spark_round((-0.001)::double, 100::double)')
    assert.deepEqual(row, ['Infinity'])
  })
})
