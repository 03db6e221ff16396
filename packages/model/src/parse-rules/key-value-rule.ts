import { emptyLine } from './pick-fields.ts'
import type { LineParser } from './rule.ts'
import type { PickedField, SpecReader } from './spec-reader.ts'

/** A line is a list of pairs: `level=info msg="two words" took=12`. What holds no key separator is skipped. */
export interface KeyValueSpec {
  readonly pairSeparator: string
  readonly keySeparator: string
  /** Cut white space around keys and values that are not quoted. */
  readonly trim: boolean
  /** Characters that may enclose a value; inside, a backslash takes the next character as it is. '' = none. */
  readonly quotes: string
  readonly fields?: readonly PickedField[]
}

export function parseKeyValueSpec(reader: SpecReader): KeyValueSpec {
  const pairSeparator = reader.text('pairSeparator', ' ')
  const keySeparator = reader.text('keySeparator', '=')
  if (pairSeparator === keySeparator) throw reader.wrong('keySeparator', 'must differ from pairSeparator')
  const quotes = reader.textOrEmpty('quotes', '"')
  const fields = reader.fields('fields')
  return { pairSeparator, keySeparator, trim: reader.flag('trim', true), quotes, ...(fields && { fields }) }
}

export function compileKeyValueRule(spec: KeyValueSpec): LineParser {
  return (line) => {
    const parsed = emptyLine()
    let pairs = 0
    for (const [key, value] of readPairs(line, spec)) {
      parsed[key] = value
      pairs++
    }
    return pairs === 0 ? undefined : parsed
  }
}

function* readPairs(line: string, spec: KeyValueSpec): Generator<[key: string, value: string]> {
  const { pairSeparator, keySeparator, trim } = spec
  let at = 0
  let keyEnd = line.indexOf(keySeparator)
  let pairEnd = line.indexOf(pairSeparator)
  while (keyEnd >= 0) {
    if (pairEnd >= 0 && pairEnd < keyEnd) {
      at = pairEnd + pairSeparator.length
    } else {
      const key = line.slice(at, keyEnd)
      const [value, end] = readValue(line, keyEnd + keySeparator.length, spec)
      const name = trim ? key.trim() : key
      if (name !== '') yield [name, value]
      at = end + pairSeparator.length
    }
    // Each search goes on from the last find, so a line is walked once for each separator.
    if (pairEnd >= 0 && pairEnd < at) pairEnd = line.indexOf(pairSeparator, at)
    if (keyEnd < at) keyEnd = line.indexOf(keySeparator, at)
  }
}

/** The value that starts at `at`, and the index of the pair separator behind it (or the end of the line). */
function readValue(line: string, at: number, spec: KeyValueSpec): [value: string, end: number] {
  const start = spec.trim ? skipSpace(line, at, spec.pairSeparator) : at
  const quote = line[start]
  if (quote !== undefined && spec.quotes.includes(quote)) {
    const close = quoteEnd(line, start + 1, quote)
    if (close > 0) {
      const next = line.indexOf(spec.pairSeparator, close + 1)
      return [line.slice(start + 1, close).replace(/\\(.)/g, '$1'), next < 0 ? line.length : next]
    }
  }
  const found = line.indexOf(spec.pairSeparator, at)
  const end = found < 0 ? line.length : found
  const value = line.slice(at, end)
  return [spec.trim ? value.trim() : value, end]
}

/** Skips blanks unless they separate pairs. */
function skipSpace(line: string, at: number, pairSeparator: string): number {
  let start = at
  while (line[start] === ' ' && !pairSeparator.startsWith(' ')) start++
  return start
}

/** Index of the closing quote; -1 when there is none. */
function quoteEnd(line: string, at: number, quote: string): number {
  for (let i = at; i < line.length; i++) {
    if (line[i] === '\\') i++
    else if (line[i] === quote) return i
  }
  return -1
}
