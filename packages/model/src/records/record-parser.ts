import { isUtf8 } from 'node:buffer'
import { SluiceError } from '../errors.ts'
import type { RecordOptions, Schema } from '../schema/field.ts'
import type { Addition } from './additions.ts'
import { add, readOptionFields, readTags } from './additions.ts'
import { ByteWriter, endWithLine } from './byte-writer.ts'
import { FieldSet } from './field-set.ts'
import { JsonValues } from './json-values.ts'
import { TextLine } from './text-line.ts'
import { badValue, ValueFault } from './value-fault.ts'

/** Turns request bodies into canonical records (docs/formats/canonical-record.md). Made once per schema and options. */
export interface RecordParser {
  /** A body of the push text format, one record a line (protocol §8). */
  parseText(body: Uint8Array, context: ParseContext): ParsedRecords
  /** A JSON body: a list of objects, or objects one after the other with white space between (one a line, or not). */
  parseJson(body: Uint8Array, context: ParseContext): ParsedRecords
}

export interface ParseContext {
  /** The decoded `tags` parameter: one record of the push text format. Empty = none. */
  readonly tags?: Uint8Array
  /** The sender's address, for withIP. '' = unknown. */
  readonly ip: string
  /** ms since epoch, for withTimestamp. */
  readonly arrivedAtMs: number
}

export interface ParsedRecords {
  /** Canonical lines, each ended by LF. A buffer of its own. */
  readonly lines: Uint8Array
  readonly count: number
}

/**
 * All or nothing: the first bad record refuses the body, with a SluiceError that names line (or record number) and field.
 * E18006 no record, E18007 malformed JSON body, E18008 value too long, E18110 value does not fit or malformed line, E18111
 * unknown field, E18123 required field missing, E18138 malformed tags. `schema` holds the option fields already.
 */
export function compileRecordParser(schema: Schema, options: RecordOptions): RecordParser {
  return new CompiledParser(schema, options)
}

/** Shared by all parsers: parsing is synchronous, so one is at work at a time, and thousands of repos need no buffers. */
const out = new ByteWriter()
const spare = new ByteWriter()
const decoded = new ByteWriter()

class CompiledParser implements RecordParser {
  private readonly options: RecordOptions
  private readonly set: FieldSet
  private readonly json: JsonValues
  private readonly line: TextLine
  /** Index in the body where the record under way starts, and how many came before it. */
  private recordAt = 0
  private count = 0

  constructor(schema: Schema, options: RecordOptions) {
    this.options = options
    this.set = new FieldSet(schema, out, spare)
    this.json = new JsonValues(out, decoded)
    this.line = new TextLine(this.set, this.json, out, options.unescapeLine)
  }

  parseText(body: Uint8Array, context: ParseContext): ParsedRecords {
    const additions = this.start(context)
    if (!isUtf8(body)) throw notUtf8(body)
    const src = endWithLine(body)
    try {
      this.readLines(src, additions)
    } catch (error) {
      throw this.refusal(error, () => `line ${countLines(src, this.recordAt) + 1}`)
    }
    return this.finish()
  }

  parseJson(body: Uint8Array, context: ParseContext): ParsedRecords {
    const additions = this.start(context)
    if (!isUtf8(body)) throw new SluiceError('E18007', 'the body is not valid UTF-8')
    try {
      this.readObjects(endWithLine(body), additions)
    } catch (error) {
      throw this.refusal(error, () => `record ${this.count + 1}`)
    }
    return this.finish()
  }

  private start(context: ParseContext): Addition[] {
    out.length = 0
    this.count = 0
    this.recordAt = 0
    this.set.begin()
    const additions = [
      ...this.readTags(context.tags),
      ...readOptionFields(this.options, context, this.set, out),
    ]
    out.length = 0
    return additions
  }

  private readTags(tags: Uint8Array | undefined): Addition[] {
    if (tags === undefined || tags.length === 0) return []
    try {
      if (!isUtf8(tags)) throw new ValueFault('E18138', 'not valid UTF-8')
      const additions = readTags(tags, this.set, this.line, out)
      out.length = 0
      return additions
    } catch (error) {
      throw this.refusal(error, () => 'tags')
    }
  }

  private readLines(src: Buffer, additions: readonly Addition[]): void {
    const { set, line } = this
    const end = src.length
    let at = 0
    while (at < end) {
      this.recordAt = at
      set.begin()
      at = line.read(src, at)
      if (!set.empty) this.closeRecord(additions)
    }
  }

  private readObjects(src: Buffer, additions: readonly Addition[]): void {
    const { json, set } = this
    const reader = json.reader
    reader.open(src, 0, 'body')
    const list = reader.peek() === 0x5b
    if (list) reader.at++
    if (list && reader.peek() === 0x5d) reader.at++
    else if (reader.peek() !== 0) {
      do {
        if (reader.peek() !== 0x7b) throw reader.fault('expected an object: one for each record')
        json.readObject(set)
        this.closeRecord(additions)
      } while (list ? reader.more(0x5d) : reader.peek() !== 0)
    }
    if (reader.peek() !== 0 || reader.at < src.length)
      throw reader.fault('something follows the list of records')
  }

  private closeRecord(additions: readonly Addition[]): void {
    if (additions.length > 0) add(additions, this.set, out)
    this.set.close()
    out.byte(0x0a)
    this.count++
  }

  private finish(): ParsedRecords {
    if (this.count === 0) throw new SluiceError('E18006', 'the body holds no record')
    return { lines: out.take(), count: this.count }
  }

  private refusal(error: unknown, place: () => string): unknown {
    if (!(error instanceof ValueFault)) return error
    error.under(this.set.currentKey)
    if (error.code === 'E18111') {
      // The service's own words, which clients know (protocol §8.6).
      return new SluiceError(
        'E18111',
        `One or more field keys do not resident in the specified repo schema: no such field key ${error.path} (${place()})`,
      )
    }
    const field = error.path === '' ? '' : `, field '${error.path}'`
    return new SluiceError(error.code, `${place()}${field}: ${error.message}`)
  }
}

function notUtf8(body: Uint8Array): SluiceError {
  const src = endWithLine(body)
  let at = 0
  for (let line = 1; ; line++) {
    const end = src.indexOf(0x0a, at) + 1
    if (!isUtf8(src.subarray(at, end))) {
      return new SluiceError('E18110', `line ${line}: ${badValue('not valid UTF-8').message}`)
    }
    at = end
  }
}

/** LFs in the first `to` bytes. */
function countLines(src: Buffer, to: number): number {
  let lines = 0
  for (let at = src.indexOf(0x0a); at >= 0 && at < to; at = src.indexOf(0x0a, at + 1)) lines++
  return lines
}
