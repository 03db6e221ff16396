import type { RecordOptions } from '../schema/field.ts'
import type { ByteWriter } from './byte-writer.ts'
import { asBuffer, endWithLine } from './byte-writer.ts'
import { writeDate } from './date-text.ts'
import type { FieldSet } from './field-set.ts'
import { writeEscaped } from './string-text.ts'
import type { TextLine } from './text-line.ts'
import { ValueFault } from './value-fault.ts'

/** What every record of one request gets besides its own fields (protocol §8.4, §8.5). */
export interface Addition {
  readonly column: number
  /** Canonical text of the value. */
  readonly value: Buffer
  /** True: takes the place of the record's own value. False: only for records without one. */
  readonly always: boolean
}

/**
 * Fields of the `tags` parameter, one record of the push text format: a record's own field of the same name wins. Throws
 * ValueFault E18111 for an unknown field, E18138 for anything else that is wrong.
 */
export function readTags(tags: Uint8Array, set: FieldSet, line: TextLine, out: ByteWriter): Addition[] {
  const src = endWithLine(tags)
  set.begin()
  try {
    const end = line.read(src, 0)
    set.current = -1
    if (end !== src.length) throw new ValueFault('E18138', 'tags are one line')
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error
    if (error.code === 'E18111') throw error
    throw new ValueFault('E18138', error.message).under(error.path)
  }
  const columns = [...set.fields.keys()].filter((column) => set.has(column))
  return columns.map((column) => {
    const { from, to } = set.valueRange(column)
    return { column, value: Buffer.from(out.bytes.subarray(from, to)), always: false }
  })
}

/**
 * The sender's address and the arrival time, for repos that ask for them. They are the server's word: a value that the
 * record brings itself is replaced, so a client cannot pretend to be another.
 */
export function readOptionFields(
  options: RecordOptions,
  context: { readonly ip: string; readonly arrivedAtMs: number },
  set: FieldSet,
  out: ByteWriter,
): Addition[] {
  const additions: Addition[] = []
  if (options.withIP !== '' && context.ip !== '') {
    const ip = asBuffer(Buffer.from(context.ip))
    out.byte(0x22)
    writeEscaped(ip, 0, ip.length, out)
    out.byte(0x22)
    additions.push({ column: columnOf(set, options.withIP), value: out.take(), always: true })
  }
  if (options.withTimestamp !== '') {
    writeDate(context.arrivedAtMs, out)
    additions.push({ column: columnOf(set, options.withTimestamp), value: out.take(), always: true })
  }
  return additions
}

function columnOf(set: FieldSet, key: string): number {
  const column = set.fields.findIndex((field) => field.key === key)
  if (column < 0) throw new Error(`BUG: option field '${key}' is not in the schema (see withOptionFields)`)
  return column
}

/** Puts the additions into the record that is being read. */
export function add(additions: readonly Addition[], set: FieldSet, out: ByteWriter): void {
  for (const { column, value, always } of additions) {
    if (!always && set.has(column)) continue
    set.put(column)
    out.copy(value, 0, value.length)
    set.end(column)
  }
}
