import type { Field } from '../schema/field.ts'
import { FieldScanner } from './canonical-fields.ts'

/** A long is a bigint, a date its canonical text, a map or array its canonical JSON. */
export type ScalarValue = bigint | number | boolean | string

/** Reads the values of chosen fields from canonical lines, exactly: no long passes through a JavaScript number. */
export class ScalarReader {
  /** After read(): by the index of the field; undefined where the record has none. */
  readonly values: (ScalarValue | undefined)[]
  private readonly fields: readonly Field[]
  private readonly scanner: FieldScanner

  /** The fields' keys must differ. */
  constructor(fields: readonly Field[]) {
    this.fields = fields
    this.scanner = new FieldScanner(fields.map(({ key }) => key))
    this.values = new Array(fields.length).fill(undefined)
  }

  /** Reads the line at `at`; returns the index behind its LF. */
  read(lines: Buffer, at: number): number {
    const { fields, scanner, values } = this
    const next = scanner.scan(lines, at)
    for (const [i, { valtype }] of fields.entries()) {
      const end = scanner.ends[i] ?? 0
      values[i] = end === 0 ? undefined : scalarOf(valtype, lines.toString('utf8', scanner.starts[i], end))
    }
    return next
  }
}

function scalarOf(valtype: Field['valtype'], text: string): ScalarValue {
  switch (valtype) {
    case 'long':
      return text.length < 16 ? BigInt(Number(text)) : BigInt(text)
    case 'float':
      return Number(text)
    case 'boolean':
      return text === 'true'
    case 'array':
    case 'map':
      return text
    default:
      return text.includes('\\') ? JSON.parse(text) : text.slice(1, -1)
  }
}

/** Microseconds since the epoch of a canonical date, without its quotes. */
export function canonicalDateMicros(text: string): bigint {
  const seconds = Date.parse(`${text.slice(0, 19)}Z`) / 1_000
  const fraction = text.slice(20, -1).padEnd(6, '0')
  return BigInt(seconds) * 1_000_000n + BigInt(Number(fraction))
}
