import { isUtf8 } from 'node:buffer'
import {
  ndjsonOf,
  type RecordParser,
  type Rule,
  recordsFromText,
  type Schema,
  SluiceError,
  type TextRecords,
} from '@sluice/model'

export interface RawTextContext {
  readonly schema: Schema
  readonly parser: RecordParser
  readonly push: Parameters<RecordParser['parseJson']>[1]
  /** IANA name: of times in the text that say no zone. */
  readonly timeZone: string
}

/** A rule can find the same text many times, and names of fields come on top: what the records of one text may take. */
const recordsBytesMin = 64 * 1024 * 1024
const growthMax = 8

/**
 * Lines of raw text as records, by parse rules (protocol §7.3). One line that no rule matches, or that does not fit the
 * schema, refuses all. Errors: E18110 with the line, E18006 without any line, E18005 when the records
 * are far larger than the text, and those of the record parser.
 */
export function batchFromRawText(body: Buffer, rules: readonly Rule[], context: RawTextContext) {
  if (!isUtf8(body)) throw notUtf8(body)
  const { schema, timeZone, push } = context
  const made = recordsFromText(body.toString(), rules, schema, { timeZone, nowMs: push.arrivedAtMs })
  const [first] = made.faults
  if (first) {
    const where = first.field ? `line ${first.line}, field '${first.field}'` : `line ${first.line}`
    const others = made.faultCount > 1 ? `; ${made.faultCount - 1} more lines are wrong` : ''
    throw new SluiceError('E18110', `${where}: ${first.reason}${others}`)
  }
  if (made.records.length === 0) throw new SluiceError('E18006', 'the request body has no line')
  const json = jsonOf(made, Math.max(recordsBytesMin, growthMax * body.length))
  try {
    return context.parser.parseJson(json, push)
  } catch (error) {
    throw error instanceof SluiceError ? atLine(error, made.lineNumbers) : error
  }
}

function jsonOf({ records, lineNumbers }: TextRecords, bytesMax: number): Buffer {
  const lines: Buffer[] = []
  let bytes = 0
  for (const [i, record] of records.entries()) {
    const line = Buffer.from(ndjsonOf([record]))
    bytes += line.length
    if (bytes > bytesMax)
      throw new SluiceError(
        'E18005',
        `line ${lineNumbers[i]}: the records that the parse rules make are larger than ${bytesMax} bytes: send fewer lines at once`,
      )
    lines.push(line)
  }
  return Buffer.concat(lines, bytes)
}

/** The parser counts records; the caller sent lines. */
function atLine(error: SluiceError, lineNumbers: readonly number[]): SluiceError {
  const message = error.message.replace(
    /^record (\d+)|(?<=\()record (\d+)(?=\)$)/,
    (_, first, last) => `line ${lineNumbers[Number(first ?? last) - 1]}`,
  )
  return new SluiceError(error.code, message)
}

function notUtf8(body: Buffer): SluiceError {
  let line = 1
  for (let at = 0; ; line++) {
    const end = body.indexOf(0x0a, at) + 1 || body.length
    if (!isUtf8(body.subarray(at, end))) break
    at = end
  }
  return new SluiceError('E18110', `line ${line}: not valid UTF-8`)
}
