import type { Field } from '@sluice/sdk'
import { UsageError } from '../command.ts'

/**
 * CSV (RFC 4180: quotes, doubled quotes, line breaks within quotes) as JSON lines. The first row names fields of the repo,
 * whose types decide how a cell is written. An empty cell is an absent field. What is no number is sent as text: the
 * server says what is wrong with it, and where.
 */
export async function* csvAsJsonLines(
  chunks: AsyncIterable<Uint8Array>,
  schema: readonly Field[],
  delimiter: string,
): AsyncGenerator<string> {
  const reader = new CsvReader(delimiter)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let columns: readonly Field[] | undefined
  const print = (row: readonly string[]): string => {
    if (columns) return jsonLine(row, columns, reader.rows)
    columns = fieldsOf(row, schema)
    return ''
  }
  for await (const chunk of chunks)
    yield [...reader.add(decoder.decode(chunk, { stream: true }))].map(print).join('')
  yield [...reader.end()].map(print).join('')
}

function fieldsOf(header: readonly string[], schema: readonly Field[]): readonly Field[] {
  const names = schema.map(({ key }) => key)
  return header.map((name) => {
    const field = schema.find(({ key }) => key === name.trim())
    if (field) return field
    throw new UsageError(
      `column '${name}' of the CSV is no field of the repo`,
      `its first row must name fields: ${names.join(', ')}`,
    )
  })
}

function jsonLine(row: readonly string[], columns: readonly Field[], rowNumber: number): string {
  if (row.length !== columns.length)
    throw new UsageError(`row ${rowNumber} of the CSV has ${row.length} cells, its header ${columns.length}`)
  const members = columns.flatMap((field, at) => {
    const cell = row[at] ?? ''
    return cell === '' ? [] : [`${JSON.stringify(field.key)}:${cellValue(cell, field)}`]
  })
  return `{${members.join(',')}}\n`
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function cellValue(cell: string, { valtype }: Field): string {
  const trimmed = cell.trim()
  if ((valtype === 'long' || valtype === 'float') && jsonNumber.test(trimmed)) return trimmed
  if (valtype === 'boolean' && /^(?:true|false)$/i.test(trimmed)) return trimmed.toLowerCase()
  if ((valtype === 'array' || valtype === 'map') && isJson(trimmed)) return trimmed.replaceAll(/[\r\n]/g, ' ')
  return JSON.stringify(cell)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

class CsvReader {
  readonly #delimiter: string
  /** Rows completed, the header included. */
  rows = 0
  #row: string[] = []
  #cell = ''
  #quoted = false
  /** A quote within quotes: the first of two, or the end. Decided by the next character. */
  #quoteSeen = false
  #started = false

  constructor(delimiter: string) {
    this.#delimiter = delimiter
  }

  *add(text: string): Generator<readonly string[]> {
    const clean = this.rows === 0 && !this.#started ? text.replace(/^\ufeff/, '') : text
    for (const character of clean) {
      if (this.#quoted && !this.#leavesQuotes(character)) this.#addQuoted(character)
      else if (character === '\n') {
        if (this.#started) yield this.#endRow()
      } else this.#addPlain(character)
    }
  }

  *end(): Generator<readonly string[]> {
    if (this.#quoted && !this.#quoteSeen)
      throw new UsageError(`row ${this.rows + 1} of the CSV has a quote that never ends`)
    if (this.#started) yield this.#endRow()
  }

  /** After a quote within quotes, anything but a second one ends them. */
  #leavesQuotes(character: string): boolean {
    if (!this.#quoteSeen || character === '"') return false
    this.#quoteSeen = false
    this.#quoted = false
    return true
  }

  #addQuoted(character: string): void {
    if (character === '"' && !this.#quoteSeen) this.#quoteSeen = true
    else {
      this.#quoteSeen = false
      this.#cell += character
    }
  }

  #addPlain(character: string): void {
    this.#started = true
    if (character === this.#delimiter) this.#endCell()
    else if (character === '"' && this.#cell === '') this.#quoted = true
    else this.#cell += character
  }

  #endCell(): void {
    this.#row.push(this.#cell)
    this.#cell = ''
  }

  #endRow(): readonly string[] {
    if (this.#cell.endsWith('\r')) this.#cell = this.#cell.slice(0, -1)
    this.#endCell()
    const row = this.#row
    this.#row = []
    this.#started = false
    this.rows++
    return row
  }
}
