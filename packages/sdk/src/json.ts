/**
 * JSON without losing digits: a `long` field holds 64 bits, a JavaScript number only 53. Integers past 2^53 are parsed as
 * bigint and bigints are printed as plain digits; everything else is as JSON.parse and JSON.stringify have it.
 */

/** Not in the compiler's es2024 library yet; Node 21 and all browsers since 2024 have it. */
interface ExactJson {
  rawJSON(text: string): unknown
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown
}
const exact = JSON as typeof JSON & ExactJson

/** No run of 16 digits, no integer past 2^53: then the reviver, five times slower than plain parsing, is not needed. */
const longDigits = /\d{16}/

const longMin = -(2n ** 63n)
const longMax = 2n ** 63n - 1n

/** Parses JSON text; integers between 2^53 and 2^63 become bigint. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return longDigits.test(text) ? exact.parse(text, reviveLong) : JSON.parse(text)
}

function reviveLong(_key: string, value: unknown, { source = '' }: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(source)) return value
  const integer = BigInt(source)
  return integer >= longMin && integer <= longMax ? integer : value
}

/** Prints JSON text; a bigint becomes its digits. NaN and infinities become null, as in all of JSON. */
export function printJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, printLong, indent)
}

function printLong(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? exact.rawJSON(String(value)) : value
}

/**
 * A printer of many values alike: plain JSON.stringify, which is four times faster without a replacer, until the first
 * bigint shows.
 */
export function jsonPrinter(): (value: unknown) => string {
  let bigints = false
  return (value) => {
    if (bigints) return printJson(value)
    try {
      return JSON.stringify(value)
    } catch (error) {
      // The one TypeError that printJson cures is a bigint; for a cycle it throws the same again.
      if (!(error instanceof TypeError)) throw error
      const text = printJson(value)
      bigints = true
      return text
    }
  }
}
