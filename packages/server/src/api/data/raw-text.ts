import {
  ndjsonOf,
  type RecordParser,
  type Rule,
  recordsFromText,
  type Schema,
  SluiceError,
} from '@sluice/model'

export interface RawTextContext {
  readonly schema: Schema
  readonly parser: RecordParser
  readonly push: Parameters<RecordParser['parseJson']>[1]
  /** IANA name: of times in the text that say no zone. */
  readonly timeZone: string
}

/**
 * Lines of raw text as records, by parse rules (protocol §7.3). One line that no rule matches, or that does not fit the
 * schema, refuses all. Errors: E18110 with the line, E18006 without any line, and those of the record parser.
 */
export function batchFromRawText(body: Uint8Array, rules: readonly Rule[], context: RawTextContext) {
  const text = new TextDecoder().decode(body)
  const { schema, timeZone, push } = context
  const made = recordsFromText(text, rules, schema, { timeZone, nowMs: push.arrivedAtMs })
  const [first] = made.faults
  if (first) {
    const where = first.field ? `line ${first.line}, field '${first.field}'` : `line ${first.line}`
    const others = made.faultCount > 1 ? `; ${made.faultCount - 1} more lines are wrong` : ''
    throw new SluiceError('E18110', `${where}: ${first.reason}${others}`)
  }
  if (made.records.length === 0) throw new SluiceError('E18006', 'the request body has no line')
  try {
    return context.parser.parseJson(Buffer.from(ndjsonOf(made.records)), push)
  } catch (error) {
    throw error instanceof SluiceError ? atLine(error, made.lineNumbers) : error
  }
}

/** The parser counts records; the caller sent lines. */
function atLine(error: SluiceError, lineNumbers: readonly number[]): SluiceError {
  const message = error.message.replace(/\brecord (\d+)/, (_, n) => `line ${lineNumbers[Number(n) - 1] ?? n}`)
  return new SluiceError(error.code, message)
}
