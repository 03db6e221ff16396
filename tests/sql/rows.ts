/**
 * Rows with exact values. A number without point and exponent is a long and stays exact (bigint), any other number is a
 * float. NULL is absence, as in canonical records: null members are left out, null elements too.
 */
export type Value = string | boolean | bigint | number | readonly Value[] | Row
export type Row = { readonly [key: string]: Value }

/** Throws SyntaxError when the text is no JSON object. */
export function parseRow(text: string): Row {
  const value = exactValue(JSON.parse(text, exactNumber))
  if (value === undefined || !isRow(value)) throw new SyntaxError('a row is a JSON object on one line')
  return value
}

export interface Comparison {
  readonly anyOrder: boolean
  /** Floats may differ by 1e-12 of their size. */
  readonly about: boolean
}

export function sameRows(expected: readonly Row[], got: readonly Row[], how: Comparison): boolean {
  if (expected.length !== got.length) return false
  if (!how.anyOrder) return expected.every((row, i) => same(row, got[i]!, how.about))
  const left = [...got]
  return expected.every((row) => {
    const at = left.findIndex((other) => same(row, other, how.about))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

export function printRow(row: Row): string {
  return print(row)
}

const relativeErrorMax = 1e-12

function same(a: Value, b: Value, about: boolean): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return a === b || (about && Math.abs(a - b) <= relativeErrorMax * Math.max(Math.abs(a), Math.abs(b)))
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]!, about))
  if (!isRow(a) || !isRow(b)) return a === b
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key]!, b[key]!, about))
  )
}

function print(value: Value): string {
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : `${value}`
  if (isList(value)) return `[${value.map(print).join(',')}]`
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}:${print(member)}`)
    .join(',')}}`
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value)
const isRow = (value: Value): value is Row => typeof value === 'object' && !Array.isArray(value)

/** The third argument of a reviver has the digits as they stand in the text. */
function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  return typeof value === 'number' && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value
}

function exactValue(value: unknown): Value | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
    case 'number':
      return value
  }
  if (Array.isArray(value)) return value.map(exactValue).filter((item) => item !== undefined)
  if (typeof value !== 'object' || value === null) return undefined
  const members: [string, Value][] = []
  for (const [key, member] of Object.entries(value)) {
    const exact = exactValue(member)
    if (exact !== undefined) members.push([key, exact])
  }
  return Object.fromEntries(members)
}
