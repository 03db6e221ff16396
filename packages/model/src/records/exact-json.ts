/**
 * JSON.parse, but an integer that a JavaScript number cannot hold comes as a bigint. Throws SyntaxError.
 */
export function parseExactJson(text: string): unknown {
  return manyDigits.test(text) ? JSON.parse(text, exactNumber) : JSON.parse(text)
}

/** 2^53 has 16 digits. */
const manyDigits = /\d{16}/

/** The third argument of a reviver has the digits as they stand in the text. */
function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value
  return /^-?\d+$/.test(source) ? BigInt(source) : value
}
