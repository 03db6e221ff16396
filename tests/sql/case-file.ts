import type { Schema } from '@sluice/model'
import { parseRow, type Row } from './rows.ts'
import { parseSchemaText } from './schema-text.ts'

/** One query and what it is to give. The format is described in README.md. */
export interface SqlCase {
  readonly file: string
  /** 1-based lines of the file: the case's title, and the line after its last. */
  readonly line: number
  readonly lineEnd: number
  readonly title: string
  readonly sql: string
  readonly schema: Schema
  /** Records of the table `stream`, one canonical line each. */
  readonly input: readonly string[]
  readonly types: Schema | undefined
  readonly expected: Expectation
  /** What Apache Spark gives instead, and why. */
  readonly spark: SparkNote | undefined
}

export type Expectation =
  | {
      readonly kind: 'rows'
      readonly rows: readonly Row[]
      readonly anyOrder: boolean
      readonly about: boolean
    }
  /** Refused before a record is read. */
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly place: string | undefined
      readonly text: string
    }
  /** Accepted, and fails when it runs. */
  | { readonly kind: 'fails'; readonly text: string }

export interface SparkNote {
  readonly expected: Expectation | 'skip' | undefined
  readonly types: Schema | undefined
  readonly why: string
}

export class CaseFileError extends Error {
  constructor(file: string, line: number, fact: string) {
    super(`${file}:${line}: ${fact}`)
    this.name = 'CaseFileError'
  }
}

const directive =
  /^-- (schema:|input$|case |types |rows\b|error |run error |spark rows\b|spark error\b|spark types |spark skip$|why )(.*)$/

interface Line {
  readonly number: number
  readonly word: string
  readonly rest: string
  /** Lines below it, up to the next directive. */
  readonly body: { readonly number: number; readonly text: string }[]
}

/** Throws CaseFileError with the line that is wrong. */
export function parseCaseFile(file: string, text: string): SqlCase[] {
  const cases: SqlCase[] = []
  let schema: Schema = parseSchemaText('id long')
  let input: readonly string[] = []
  const directives = splitDirectives(file, text)
  for (let i = 0; i < directives.length; ) {
    const line = directives[i]!
    if (line.word === 'case') {
      const end = directives.findIndex((other, j) => j > i && startsSomething.includes(other.word))
      const parts = directives.slice(i, end < 0 ? undefined : end)
      cases.push(readCase(file, parts, schema, input))
      i += parts.length
      continue
    }
    if (line.word === 'schema:') {
      schema = at(file, line.number, () => parseSchemaText(line.rest))
      input = []
    } else if (line.word === 'input') input = readLines(file, line)
    else throw new CaseFileError(file, line.number, `'-- ${line.word}' stands outside a case`)
    i++
  }
  refuseSameTitles(file, cases)
  return cases
}

const startsSomething = ['case', 'schema:', 'input']

function splitDirectives(file: string, text: string): Line[] {
  const found: Line[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const match = directive.exec(line)
    if (match) found.push({ number: index + 1, word: match[1]!.trim(), rest: match[2]!.trim(), body: [] })
    else if (found.length > 0) found.at(-1)?.body.push({ number: index + 1, text: line })
    else if (line.trim() !== '' && !line.startsWith('--'))
      throw new CaseFileError(file, index + 1, 'text before the first case')
  }
  return found
}

function readCase(file: string, parts: readonly Line[], schema: Schema, input: readonly string[]): SqlCase {
  const [head, ...more] = parts
  if (!head || head.rest === '') throw new CaseFileError(file, head?.number ?? 1, 'a case needs a title')
  const fail = (line: number, fact: string) => new CaseFileError(file, line, fact)
  const sql = sqlOf(head)
  if (sql === '') throw fail(head.number, 'a case needs a query')
  let types: Schema | undefined
  let expected: Expectation | undefined
  let sparkExpected: SparkNote['expected']
  let sparkTypes: Schema | undefined
  let why: string | undefined
  for (const part of more) {
    const expectation = () => at(file, part.number, () => readExpectation(file, part))
    if (part.word === 'types' && !types) types = readTypes(file, part)
    else if (part.word === 'spark types' && !sparkTypes) sparkTypes = readTypes(file, part)
    else if (part.word === 'why' && why === undefined) why = readNothingBelow(file, part).rest
    else if (part.word === 'spark skip' && !sparkExpected) sparkExpected = 'skip'
    else if (part.word.startsWith('spark ') && !sparkExpected) sparkExpected = expectation()
    else if (!part.word.startsWith('spark ') && !expected) expected = expectation()
    else throw fail(part.number, `a second '-- ${part.word}' in one case`)
  }
  if (!expected) throw fail(head.number, "a case needs '-- rows', '-- error' or '-- run error'")
  const noted = sparkExpected !== undefined || sparkTypes !== undefined
  if (noted !== (why !== undefined && why !== ''))
    throw fail(head.number, "'-- spark …' and '-- why one sentence' come together")
  return {
    file,
    line: head.number,
    lineEnd: lastLine(parts) + 1,
    title: head.rest,
    sql,
    schema,
    input,
    types,
    expected,
    spark: why ? { expected: sparkExpected, types: sparkTypes, why } : undefined,
  }
}

/** The query without blank lines around it; comments inside it are its own. */
function sqlOf(head: Line): string {
  return head.body
    .filter(({ text }) => !isHeading(text))
    .map(({ text }) => text)
    .join('\n')
    .replace(/^\n+|\s+$/g, '')
}

/** `--- text` structures a file and belongs to no case. */
const isHeading = (text: string) => text.startsWith('---')

function readExpectation(file: string, part: Line): Expectation {
  const spark = part.word.startsWith('spark ')
  const word = part.word.replace('spark ', '')
  if (word === 'rows') {
    const match = /^(in any order)?\s*(about)?$/.exec(part.rest)
    if (!match) throw new Error(`'-- rows ${part.rest}': only 'in any order' and 'about' may follow`)
    const rows = bodyLines(part).map(({ number, text }) => at(file, number, () => parseRow(text)))
    return { kind: 'rows', rows, anyOrder: match[1] !== undefined, about: match[2] !== undefined }
  }
  readNothingBelow(file, part)
  if (word === 'run error' || spark) return { kind: 'fails', text: part.rest }
  const match = /^(E\d+)(?:\s+(\d+:\d+))?\s*(.*)$/.exec(part.rest)
  if (!match) throw new Error("'-- error' wants CODE [line:column] text")
  return { kind: 'refused', code: match[1]!, place: match[2], text: match[3]! }
}

const readTypes = (file: string, part: Line): Schema => {
  readNothingBelow(file, part)
  return at(file, part.number, () => parseSchemaText(part.rest))
}

function readLines(file: string, part: Line): string[] {
  return bodyLines(part).map(({ number, text }) => {
    at(file, number, () => parseRow(text))
    return text.trim()
  })
}

const bodyLines = (part: Line) => part.body.filter(({ text }) => text.trim() !== '' && !isHeading(text))

function readNothingBelow(file: string, part: Line): Line {
  const extra = bodyLines(part)[0]
  if (extra) throw new CaseFileError(file, extra.number, `unexpected text below '-- ${part.word}'`)
  return part
}

function lastLine(parts: readonly Line[]): number {
  const last = parts.at(-1)
  return last ? (bodyLines(last).at(-1)?.number ?? last.number) : 0
}

function refuseSameTitles(file: string, cases: readonly SqlCase[]): void {
  const seen = new Map<string, number>()
  for (const { title, line } of cases) {
    const before = seen.get(title)
    if (before) throw new CaseFileError(file, line, `line ${before} has the same title`)
    seen.set(title, line)
  }
}

function at<T>(file: string, line: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof CaseFileError) throw error
    throw new CaseFileError(file, line, error instanceof Error ? error.message : String(error))
  }
}
