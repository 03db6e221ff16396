import { emptyLine } from './pick-fields.ts'
import type { LineParser } from './rule.ts'
import type { PickedField, SpecReader } from './spec-reader.ts'

/** A line is a row of RFC 4180: values between delimiters, in double quotes where they hold a delimiter or a quote (then
 *  doubled). A row ends with its line: a quoted value cannot hold a line break. */
export interface CsvSpec {
  /** One character. */
  readonly delimiter: string
  /** One for each value of a row, in order. */
  readonly columns: readonly PickedField[]
  /** Cut white space around values that are not quoted. */
  readonly trim: boolean
  /** Whether a row with fewer or more values than columns does not match; else the rest stays absent or is dropped. */
  readonly strict: boolean
}

export function parseCsvSpec(reader: SpecReader): CsvSpec {
  const delimiter = reader.text('delimiter', ',')
  if (delimiter.length !== 1 || delimiter === '"')
    throw reader.wrong('delimiter', 'must be one character, not a quote')
  const columns = reader.fields('columns')
  if (columns === undefined) throw reader.wrong('columns', 'is missing; list {key, valtype} for each column')
  return { delimiter, columns, trim: reader.flag('trim', false), strict: reader.flag('strict', true) }
}

export function compileCsvRule({ delimiter, columns, trim, strict }: CsvSpec): LineParser {
  return (line) => {
    const values = splitRow(line, delimiter, trim)
    if (values === undefined || (strict && values.length !== columns.length)) return undefined
    const parsed = emptyLine()
    for (const [i, { key }] of columns.entries()) {
      const value = values[i]
      if (value !== undefined) parsed[key] = value
    }
    return parsed
  }
}

/** The values of a row; undefined when a quote is not closed or something follows it. */
function splitRow(line: string, delimiter: string, trim: boolean): readonly string[] | undefined {
  const values: string[] = []
  let at = 0
  while (at <= line.length) {
    if (line[at] === '"') {
      const end = quoteEnd(line, at + 1)
      if (end < 0 || (end + 1 < line.length && line[end + 1] !== delimiter)) return undefined
      values.push(line.slice(at + 1, end).replaceAll('""', '"'))
      at = end + 2
      // Behind the last quote of a row there is no delimiter, hence no further value.
      if (end + 1 === line.length) break
    } else {
      const found = line.indexOf(delimiter, at)
      const value = line.slice(at, found < 0 ? line.length : found)
      values.push(trim ? value.trim() : value)
      if (found < 0) break
      at = found + 1
    }
  }
  return values
}

/** Index of the quote that closes a value which starts at `at`; -1 when there is none. */
function quoteEnd(line: string, at: number): number {
  let end = line.indexOf('"', at)
  while (end >= 0 && line[end + 1] === '"') end = line.indexOf('"', end + 2)
  return end
}
