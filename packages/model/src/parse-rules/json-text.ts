import { jsonDepthMax } from '../records/json-reader.ts'

/** Characters of a number that are kept; longer ones become what a double can say. */
const integer = /^-?\d{16,1200}$/

/** JSON.parse that keeps integers beyond 2^53 exact, as bigint. Throws SyntaxError, also for JSON nested deeper than
 *  jsonDepthMax, which would exhaust the stack here or later. */
export function parseJsonText(text: string): unknown {
  checkDepth(text)
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    const source = context?.source ?? ''
    return integer.test(source) ? BigInt(source) : value
  })
}

/** JSON.stringify that also writes bigint, as digits. */
export function printJsonText(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(printJsonText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${printJsonText(member)}`).join(',')}}`
}

function checkDepth(text: string): void {
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (quoted) {
      if (c === 0x5c) i++
      else if (c === 0x22) quoted = false
    } else if (c === 0x22) quoted = true
    else if (c === 0x5b || c === 0x7b) depth++
    else if (c === 0x5d || c === 0x7d) depth--
    if (depth > jsonDepthMax) throw new SyntaxError(`nested deeper than ${jsonDepthMax}`)
  }
}
