import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { openAsk } from '../macros/testing/ask-duckdb.ts'
import { translate } from '../translate.ts'
import { arithmeticType, quotientType } from '../types/coercion.ts'
import { type DecimalType, decimalType } from '../types/sql-type.ts'

/** `units` of the last place. */
interface Decimal {
  readonly type: DecimalType
  readonly units: bigint
}

const operators = ['+', '-', '*', '/', '%', 'div'] as const
type Operator = (typeof operators)[number]

let session: Awaited<ReturnType<typeof openAsk>>
before(async () => {
  session = await openAsk('UTC')
})
after(() => session.close())

test('arithmetic of decimals is exact, and quotients are rounded half up', async () => {
  const work = fc
    .record({ operator: fc.constantFrom(...operators), a: decimals(), b: decimals() })
    .filter(hasRoom)
  await fc.assert(
    fc.asyncProperty(fc.array(work, { minLength: 30, maxLength: 30 }), async (works) => {
      const columns = works.map(
        ({ operator, a, b }, i) => `cast(${written(a)} ${operator} ${written(b)} as string) as v${i}`,
      )
      const { select } = translate(`select ${columns.join(', ')}`, [], 'UTC')
      const [row = []] = await session.ask(select)
      works.forEach(({ operator, a, b }, i) => {
        const { units, type } = expected(operator, a, b)
        const got = row[i] ?? null
        assert.equal(got === null ? null : unitsOf(got, type.scale), units, `${columns[i]} gives ${got}`)
      })
    }),
    { numRuns: 20, endOnFailure: true },
  )
})

function decimals(): fc.Arbitrary<Decimal> {
  return fc
    .tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38), fc.double({ min: 0, max: 1, noNaN: true }))
    .chain(([precision, scale, fill]) => {
      const power = 10n ** BigInt(Math.ceil(precision * fill))
      const type = decimalType(precision, Math.min(scale, precision))
      const near = fc.constantFrom(power - 1n, 1n - power, power / 10n, -power / 10n, 1n, 0n)
      return fc
        .oneof(fc.bigInt({ min: -power + 1n, max: power - 1n }), near)
        .map((units) => ({ type, units }))
    })
}

/** Beyond 38 digits the answer may come from doubles (docs/reference/sql.md). */
function hasRoom({ operator, a, b }: { operator: Operator; a: Decimal; b: Decimal }): boolean {
  if (operator === '*') return a.type.precision + b.type.precision < 38
  const scale = Math.max(a.type.scale, b.type.scale)
  const whole = Math.max(a.type.precision - a.type.scale, b.type.precision - b.type.scale)
  if (operator !== '/') return whole + scale < 38
  const places = quotient(a, b).scale - a.type.scale + b.type.scale
  return b.type.precision + places < 38
}

function expected(operator: Operator, a: Decimal, b: Decimal): { units: bigint | null; type: DecimalType } {
  const scale = Math.max(a.type.scale, b.type.scale)
  const [x, y] = [a, b].map(({ units, type }) => units * 10n ** BigInt(scale - type.scale)) as [
    bigint,
    bigint,
  ]
  if (operator === 'div') {
    const whole = y === 0n ? null : x / y
    const fits = whole !== null && BigInt.asIntN(64, whole) === whole
    return { units: fits ? whole : null, type: decimalType(19, 0) }
  }
  if (operator === '/') {
    const type = quotient(a, b)
    if (b.units === 0n) return { units: null, type }
    return { units: fitting(halfUp(x * 10n ** BigInt(type.scale), y), type), type }
  }
  const type = arithmeticType(operator, a.type, b.type) as DecimalType
  if (operator === '*') return { units: fitting(a.units * b.units, type), type }
  if (operator === '%') return { units: y === 0n ? null : fitting(x % y, type), type }
  return { units: fitting(operator === '+' ? x + y : x - y, type), type }
}

const quotient = (a: Decimal, b: Decimal): DecimalType => quotientType(a.type, b.type) as DecimalType

const size = (value: bigint): bigint => (value < 0n ? -value : value)

function halfUp(n: bigint, d: bigint): bigint {
  const rounded = (2n * size(n) + size(d)) / (2n * size(d))
  return n < 0n === d < 0n ? rounded : -rounded
}

const fitting = (units: bigint, { precision }: DecimalType): bigint | null =>
  size(units) < 10n ** BigInt(precision) ? units : null

function written({ units, type: { precision, scale } }: Decimal): string {
  return `cast('${units}e-${scale}' as decimal(${precision}, ${scale}))`
}

/** Of the text that a decimal becomes, which may have an exponent. */
function unitsOf(text: string, scale: number): bigint {
  const [digits = '', exponent = '0'] = text.split('E')
  const [whole = '', fraction = ''] = digits.split('.')
  const places = scale - fraction.length + Number(exponent)
  const units = BigInt(whole + fraction)
  assert.ok(places >= 0 || units === 0n, `${text} has more than ${scale} places`)
  return units * 10n ** BigInt(Math.max(places, 0))
}
