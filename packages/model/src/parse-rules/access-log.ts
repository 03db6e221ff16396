import type { ValueType } from '../schema/field.ts'
import { emptyLine } from './pick-fields.ts'
import type { LineParser, ParsedLine, RuleField } from './rule.ts'
import type { PickedField } from './spec-reader.ts'

/** Spec of the types nginx and apache. */
export interface AccessLogSpec {
  /** The format as the server's configuration states it, or the name of a standard one. */
  readonly format: string
  readonly fields?: readonly PickedField[]
}

/** A variable of a log format: the fields its text becomes. */
export interface LogVariable {
  readonly fields: readonly RuleField[]
  /** Default: the text is the value of the one field. */
  readonly read?: (text: string, into: ParsedLine) => void
}

/** A log format: variables with the text that stands between them. texts[i] is in front of variables[i]; one more ends. */
export interface LogFormat {
  readonly texts: readonly string[]
  readonly variables: readonly LogVariable[]
}

export function oneField(key: string, valtype: ValueType): LogVariable {
  return { fields: [{ key, valtype }] }
}

export function formatFields(format: LogFormat): readonly RuleField[] {
  const fields = new Map(
    format.variables.flatMap((variable) => variable.fields.map((field) => [field.key, field])),
  )
  return [...fields.values()]
}

/**
 * Reads lines of a format, from left to right: a variable goes on until the text that follows it first appears, which
 * may not be a quote behind a backslash. `-` means no value. `decode` undoes what the server does to values.
 */
export function compileLogFormat(format: LogFormat, decode: (text: string) => string): LineParser {
  const { texts, variables } = format
  return (line) => {
    const parsed = emptyLine()
    let at = texts[0]?.length ?? 0
    if (!line.startsWith(texts[0] ?? '')) return undefined
    for (const [i, variable] of variables.entries()) {
      const text = texts[i + 1] ?? ''
      const end = i === variables.length - 1 ? lastEnd(line, at, text) : nextEnd(line, at, text)
      if (end < 0) return undefined
      const value = line.slice(at, end)
      if (value !== '-' && value !== '') readVariable(variable, decode(value), parsed)
      at = end + text.length
    }
    return parsed
  }
}

function readVariable({ fields, read }: LogVariable, value: string, parsed: ParsedLine): void {
  const [field] = fields
  if (read !== undefined) read(value, parsed)
  else if (field !== undefined) parsed[field.key] = value
}

function lastEnd(line: string, at: number, text: string): number {
  const end = line.length - text.length
  return end >= at && line.endsWith(text) ? end : -1
}

function nextEnd(line: string, at: number, text: string): number {
  let end = line.indexOf(text, at)
  while (end >= 0 && text.startsWith('"') && escaped(line, at, end)) end = line.indexOf(text, end + 1)
  return end
}

/** Whether an odd number of backslashes stands in front of `end`. */
function escaped(line: string, at: number, end: number): boolean {
  let start = end
  while (start > at && line[start - 1] === '\\') start--
  return (end - start) % 2 === 1
}

/** `GET /path HTTP/1.1` as verb, request and httpversion; what is no request line as rawrequest. */
export const requestLine: LogVariable = {
  fields: [
    { key: 'verb', valtype: 'string' },
    { key: 'request', valtype: 'string' },
    { key: 'httpversion', valtype: 'string' },
    { key: 'rawrequest', valtype: 'string' },
  ],
  read: (text, into) => {
    const [verb, request, protocol, ...rest] = text.split(' ')
    if (
      request === undefined ||
      rest.length > 0 ||
      (protocol !== undefined && !protocol.startsWith('HTTP/'))
    ) {
      into.rawrequest = text
      return
    }
    into.verb = verb
    into.request = request
    if (protocol !== undefined) into.httpversion = protocol.slice('HTTP/'.length)
  },
}

const utf8 = new TextDecoder()

/** Turns runs of \xHH, bytes of UTF-8, back into text. */
export function unescapeHex(text: string): string {
  if (!text.includes('\\x')) return text
  return text.replace(/(?:\\x[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = run.split('\\x').slice(1)
    return utf8.decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)))
  })
}
