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
  let columns: readonly CsvColumn[] | undefined
  for await (const chunk of chunks) yield lines(reader.add(decoder.decode(chunk, { stream: true })))
  yield lines(reader.end())

  function lines(rows: Iterable<readonly string[]>): string {
    let text = ''
    for (const row of rows) {
      if (columns) text += jsonLine(row, columns, reader.rows)
      else columns = columnsOf(row, schema)
    }
    return text
  }
}

interface CsvColumn {
  readonly field: Field
  /** The JSON of the key and its colon. */
  readonly key: string
}

function columnsOf(header: readonly string[], schema: readonly Field[]): readonly CsvColumn[] {
  const names = schema.map(({ key }) => key)
  return header.map((name) => {
    const field = schema.find(({ key }) => key === name.trim())
    if (field) return { field, key: `${JSON.stringify(field.key)}:` }
    throw new UsageError(
      `column '${name}' of the CSV is no field of the repo`,
      `its first row must name fields: ${names.join(', ')}`,
    )
  })
}

function jsonLine(row: readonly string[], columns: readonly CsvColumn[], rowNumber: number): string {
  if (row.length !== columns.length)
    throw new UsageError(`row ${rowNumber} of the CSV has ${row.length} cells, its header ${columns.length}`)
  let members = ''
  for (const [at, { field, key }] of columns.entries()) {
    const cell = row[at] ?? ''
    if (cell !== '') members += `${members === '' ? '' : ','}${key}${cellValue(cell, field)}`
  }
  return `{${members}}\n`
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

/** Takes text in pieces and gives rows; whole runs between special characters are copied at once. */
class CsvReader {
  readonly #delimiter: string
  readonly #special: RegExp
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
    this.#special = new RegExp(`["\\n${delimiter.replace(/[\\\]^-]/, '\\$&')}]`, 'g')
  }

  *add(text: string): Generator<readonly string[]> {
    let at = !this.#started && this.rows === 0 && text.startsWith('\ufeff') ? 1 : 0
    while (at < text.length) {
      if (this.#quoted) at = this.#readQuoted(text, at)
      else {
        at = this.#readPlain(text, at)
        if (text[at - 1] === '\n' && !this.#started && this.#row.length > 0) yield this.#takeRow()
      }
    }
  }

  *end(): Generator<readonly string[]> {
    if (this.#quoted && !this.#quoteSeen)
      throw new UsageError(`row ${this.rows + 1} of the CSV has a quote that never ends`)
    this.#endRow()
    if (this.#row.length > 0) yield this.#takeRow()
  }

  /** To the next quote. After a quote within quotes, anything but a second one ends them. */
  #readQuoted(text: string, at: number): number {
    if (this.#quoteSeen) {
      this.#quoteSeen = false
      if (text[at] !== '"') this.#quoted = false
      else this.#cell += '"'
      return this.#quoted ? at + 1 : at
    }
    const quoteAt = text.indexOf('"', at)
    const end = quoteAt < 0 ? text.length : quoteAt
    this.#cell += text.slice(at, end)
    this.#quoteSeen = quoteAt >= 0
    return end + 1
  }

  /** Past the next special character. */
  #readPlain(text: string, at: number): number {
    this.#special.lastIndex = at
    const end = this.#special.exec(text)?.index ?? text.length
    this.#cell += text.slice(at, end)
    if (end === text.length) {
      this.#started ||= end > at
      return end
    }
    const character = text[end]
    if (character === '\n') {
      this.#started ||= end > at
      this.#endRow()
    } else {
      this.#started = true
      if (character === this.#delimiter) this.#endCell()
      else if (this.#cell === '') this.#quoted = true
      else this.#cell += '"'
    }
    return end + 1
  }

  #endCell(): void {
    this.#row.push(this.#cell)
    this.#cell = ''
  }

  /** A line without any cell is no row. */
  #endRow(): void {
    if (this.#cell.endsWith('\r')) this.#cell = this.#cell.slice(0, -1)
    const blank = this.#row.length === 0 && this.#cell === ''
    if (this.#started && !blank) this.#endCell()
    this.#started = false
  }

  #takeRow(): readonly string[] {
    const row = this.#row
    this.#row = []
    this.rows++
    return row
  }
}
