import type { Schema, ValueType } from '../schema/field.ts'
import { asBuffer, ByteWriter } from './byte-writer.ts'
import { FieldScanner } from './canonical-fields.ts'
import { hexFour, skipPlain } from './string-text.ts'

/** Turns whole canonical lines into another form, one line (or CSV record) for each. The result is a buffer of its own. */
export type LineWriter = (lines: Uint8Array) => Buffer

/** Where a field of the output comes from: a field of the records, or no field, because its value (canonical JSON) is the same
 *  in all of them. */
export type FieldMapping = { readonly target: string } & (
  | { readonly source: string }
  | { readonly constant: string }
)

/** Shared by all writers: they are synchronous, so one is at work at a time. */
const out = new ByteWriter()
const decoded = new ByteWriter()

/**
 * Canonical lines → the push text format, `k=v<TAB>k=v<LF>`. TAB, LF and CR in strings become `\t`, `\n` and `\r`; other
 * characters, the backslash too, stay as they are, as the Go and Java clients write them (protocol §8.2). So text that is
 * pushed into another repo is the same there, except that TAB and LF come back only with unescapeLine, and CR not at all.
 * jsonstring is its JSON text; line breaks between its tokens are escaped, and come back. Absent fields are left out.
 */
export function compileTextWriter(schema: Schema): LineWriter {
  const scanner = new FieldScanner(schema.map((field) => field.key))
  const types = schema.map((field) => field.valtype)
  const prefixes = schema.map((field) => Buffer.from(`${field.key}=`))
  return forEachLine((src, at) => {
    const next = scanner.scan(src, at)
    const start = out.length
    for (let column = 0; column < types.length; column++) {
      const to = scanner.ends[column]!
      if (to === 0) continue
      if (out.length > start) out.byte(0x09)
      const prefix = prefixes[column]!
      out.copy(prefix, 0, prefix.length)
      writeTextValue(src, scanner.starts[column]!, to, types[column])
    }
    out.byte(0x0a)
    return next
  })
}

/**
 * Canonical lines → canonical lines that hold only the mapped fields, under their new names, in the order of the mapping.
 * Values are copied as bytes. A source may be used more than once; one that a record lacks is left out.
 */
export function compileProjection(mapping: readonly FieldMapping[]): LineWriter {
  const { scanner, columns } = sourcesOf(mapping)
  const prefixes = mapping.map((field) =>
    Buffer.from(`,${JSON.stringify(field.target)}:${'constant' in field ? field.constant : ''}`),
  )
  return forEachLine((src, at) => {
    const next = scanner.scan(src, at)
    const start = out.length
    columns.forEach((column, i) => {
      const to = column < 0 ? -1 : scanner.ends[column]!
      if (to === 0) return
      const prefix = prefixes[i]!
      out.copy(prefix, 0, prefix.length)
      if (to > 0) out.copy(src, scanner.starts[column]!, to)
    })
    if (out.length === start) out.byte(0x7b)
    else out.bytes[start] = 0x7b
    out.ascii('}\n')
    return next
  })
}

/**
 * Canonical lines → CSV records (RFC 4180: CRLF, quotes doubled) with the mapped fields in order. `delimiter` is one
 * character. Absent is nothing, the empty string is `""`; arrays and maps are their JSON, dates RFC 3339.
 */
export function compileCsvWriter(mapping: readonly FieldMapping[], delimiter: string): LineWriter {
  const { scanner, columns } = sourcesOf(mapping)
  const separator = Buffer.from(delimiter)
  const constants = mapping.map((field) => Buffer.from('constant' in field ? field.constant : ''))
  return forEachLine((src, at) => {
    const next = scanner.scan(src, at)
    columns.forEach((column, i) => {
      if (i > 0) out.copy(separator, 0, separator.length)
      const to = column < 0 ? 0 : scanner.ends[column]!
      if (column < 0) writeCsvValue(constants[i]!, 0, constants[i]!.length, separator)
      else if (to > 0) writeCsvValue(src, scanner.starts[column]!, to, separator)
    })
    out.ascii('\r\n')
    return next
  })
}

/** The first record of a CSV file: the names of its columns. */
export function csvHeader(mapping: readonly FieldMapping[], delimiter: string): Buffer {
  const separator = Buffer.from(delimiter)
  mapping.forEach(({ target }, i) => {
    if (i > 0) out.copy(separator, 0, separator.length)
    const name = Buffer.from(target)
    writeCsvBytes(name, 0, name.length, separator)
  })
  out.ascii('\r\n')
  return out.take()
}

function forEachLine(writeLine: (src: Buffer, at: number) => number): LineWriter {
  return (lines) => {
    const src = asBuffer(lines)
    out.length = 0
    for (let at = 0; at < src.length; ) at = writeLine(src, at)
    return out.take()
  }
}

/** A scanner for the distinct sources, and which of them each target takes; -1: none, a constant. */
function sourcesOf(mapping: readonly FieldMapping[]): { scanner: FieldScanner; columns: number[] } {
  const used = mapping.flatMap((field) => ('source' in field ? field.source : []))
  const sources = [...new Set(used)]
  return {
    scanner: new FieldScanner(sources),
    columns: mapping.map((field) => ('source' in field ? sources.indexOf(field.source) : -1)),
  }
}

function writeTextValue(src: Buffer, from: number, to: number, type: ValueType | undefined): void {
  if (type === 'string' || type === 'jsonstring') writeDecoded(src, from + 1, to - 1, 'escaped', out)
  else if (type === 'date') out.copy(src, from + 1, to - 1)
  else out.copy(src, from, to)
}

function writeCsvValue(src: Buffer, from: number, to: number, separator: Buffer): void {
  if (src[from] !== 0x22) {
    writeCsvBytes(src, from, to, separator)
    return
  }
  decoded.length = 0
  writeDecoded(src, from + 1, to - 1, 'real', decoded)
  writeCsvBytes(decoded.bytes, 0, decoded.length, separator)
}

function writeCsvBytes(src: Buffer, from: number, to: number, separator: Buffer): void {
  if (!needsQuotes(src, from, to, separator[0])) {
    out.copy(src, from, to)
    return
  }
  out.byte(0x22)
  let start = from
  for (let i = from; i < to; i++) {
    if (src[i] !== 0x22) continue
    out.copy(src, start, i + 1)
    start = i
  }
  out.copy(src, start, to)
  out.byte(0x22)
}

function needsQuotes(src: Buffer, from: number, to: number, separator: number | undefined): boolean {
  for (let i = from; i < to; i++) {
    const c = src[i]
    if (c === 0x22 || c === 0x0a || c === 0x0d || c === separator) return true
  }
  return from === to
}

/** Content of a canonical string without its JSON escapes. `lineBreaks`: TAB, LF and CR as two characters, or real. */
function writeDecoded(
  src: Buffer,
  from: number,
  to: number,
  lineBreaks: 'escaped' | 'real',
  target: ByteWriter,
): void {
  let start = from
  let i = skipPlain(src, from)
  while (i < to) {
    const c = src[i + 1]!
    target.copy(src, start, i)
    if (c === 0x75) {
      target.byte(hexFour(src, i + 2))
      start = i + 6
    } else {
      const control = controlOf(c)
      if (control === 0) target.byte(c)
      else if (lineBreaks === 'escaped' && control !== 8 && control !== 12) target.copy(src, i, i + 2)
      else target.byte(control)
      start = i + 2
    }
    i = skipPlain(src, start)
  }
  target.copy(src, start, to)
}

/** The control character that `\b \t \n \f \r` stand for; 0 for `\"` and `\\`. */
function controlOf(c: number): number {
  if (c === 0x6e) return 10
  if (c === 0x74) return 9
  if (c === 0x72) return 13
  if (c === 0x62) return 8
  return c === 0x66 ? 12 : 0
}
