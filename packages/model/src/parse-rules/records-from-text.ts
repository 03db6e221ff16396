import type { Field, Schema } from '../schema/field.ts'
import { compileRule } from './compile-rule.ts'
import type { DateContext } from './date-forms.ts'
import { fitValue } from './field-value.ts'
import { printJsonText } from './json-text.ts'
import { emptyLine } from './pick-fields.ts'
import { matchingSteps } from './regex/match-regex.ts'
import { type LineParser, lineCharsMax, type ParsedLine, type Rule } from './rule.ts'

/** Faults that are kept; `faultCount` counts on. */
export const lineFaultsMax = 100

/** Steps of pattern matching for one text, one to two seconds of one core in which the thread does nothing else. Ordinary
 *  rules take some 20 million for 2 MiB each; a hostile pattern is cut off here. */
const textStepsMax = 200_000_000

/** A line that made no record. */
export interface LineFault {
  /** Of the text, from 1. */
  readonly line: number
  /** '' when it is not about one field. */
  readonly field: string
  readonly reason: string
}

export interface TextRecords {
  /** One for each line that fits, in order; its keys are fields of the schema, in schema order. */
  readonly records: readonly ParsedLine[]
  /** The line each record came from, from 1. */
  readonly lineNumbers: readonly number[]
  /** The first lineFaultsMax lines that match no rule or do not fit the schema. */
  readonly faults: readonly LineFault[]
  readonly faultCount: number
}

/**
 * Turns raw text into records (protocol §7.3): the rules are applied in order to each line, later results take the place
 * of earlier ones of the same name, and the union is the record. Fields that the schema does not have are left out; what
 * is required is not checked. The values are those that the repo's record parser takes as JSON (`ndjsonOf`). Blank lines
 * are skipped; a CR in front of a LF is no part of the line. Throws nothing for bad lines: they are in `faults`.
 */
export function recordsFromText(
  text: string,
  rules: readonly Rule[],
  schema: Schema,
  context: DateContext,
): TextRecords {
  const parsers = rules.map(compileRule)
  const records: ParsedLine[] = []
  const lineNumbers: number[] = []
  const faults: LineFault[] = []
  let faultCount = 0
  const stepsEnd = matchingSteps() + textStepsMax
  for (const [line, content] of linesOf(text)) {
    const made = matchingSteps() > stepsEnd ? tooMuchWork : recordFromLine(content, parsers, schema, context)
    if ('record' in made) {
      records.push(made.record)
      lineNumbers.push(line)
    } else if (++faultCount <= lineFaultsMax) faults.push({ line, ...made })
  }
  return { records, lineNumbers, faults, faultCount }
}

/** Records as JSON, one object a line, each line ended by LF. */
export function ndjsonOf(records: readonly ParsedLine[]): string {
  return records.map((record) => `${printJsonText(record)}\n`).join('')
}

const tooMuchWork = {
  field: '',
  reason:
    'the patterns of the parse rules take too much work on this text; simplify them or send less at once',
}

type Made = { readonly record: ParsedLine } | { readonly field: string; readonly reason: string }

function recordFromLine(
  line: string,
  parsers: readonly LineParser[],
  schema: Schema,
  context: DateContext,
): Made {
  if (line.length > lineCharsMax) {
    return {
      field: '',
      reason: `the line has ${line.length} characters; at most ${lineCharsMax} are allowed`,
    }
  }
  const found = applyInOrder(line, parsers)
  if (found === undefined) return { field: '', reason: 'the line matches no parse rule' }
  const record = emptyLine()
  for (const field of schema) {
    const fit = fitValue(field, found[field.key], context)
    if ('reason' in fit) return { field: field.key, reason: fit.reason }
    if (fit.value !== undefined) record[field.key] = fit.value
  }
  return emptyFor(record, schema) ?? { record }
}

function applyInOrder(line: string, parsers: readonly LineParser[]): ParsedLine | undefined {
  let found: ParsedLine | undefined
  for (const parse of parsers) {
    const parsed = parse(line)
    if (parsed !== undefined) found = found === undefined ? parsed : Object.assign(found, parsed)
  }
  return found
}

/** A line of which nothing is left is a mistake in the rule or the schema, not a record. */
function emptyFor(record: ParsedLine, schema: readonly Field[]): Made | undefined {
  for (const _key in record) return undefined
  const names = schema.slice(0, 5).map(({ key }) => key)
  return {
    field: '',
    reason: `the line has none of the repo's fields (${names.join(', ')}${schema.length > 5 ? ', …' : ''})`,
  }
}

function* linesOf(text: string): Generator<[number: number, line: string]> {
  let number = 0
  for (let at = 0; at < text.length; ) {
    number++
    const found = text.indexOf('\n', at)
    const end = found < 0 ? text.length : found
    const line = text.slice(at, text[end - 1] === '\r' && end > at ? end - 1 : end)
    if (line.trim() !== '') yield [number, line]
    at = end + 1
  }
}
