import { numberToken, tokensOf } from '../embedded/tokens.ts'
import type { Bound, Query } from './parse-query.ts'

/** A condition on `d`, a row of docs, with what is bound to its question marks in order. */
export interface Condition {
  readonly sql: string
  readonly values: readonly (string | number | bigint)[]
}

export interface Index {
  /** Number of a field's path; undefined: no document has it. */
  field(path: string): number | undefined
  /** Tokens that fit a GLOB pattern, of the words or of the fields. */
  tokens(column: 'words' | 'fields', glob: string): readonly string[]
}

const nothing: Condition = { sql: '0', values: [] }

/** Every value of the query is bound, none becomes SQL. */
export function compileQuery(query: Query, index: Index): Condition {
  switch (query.kind) {
    case 'all':
      return { sql: '1', values: [] }
    case 'and':
    case 'or':
      return joined(
        query.kind,
        query.parts.map((part) => compileQuery(part, index)),
      )
    case 'not': {
      const { sql, values } = compileQuery(query.part, index)
      return { sql: `NOT ${sql}`, values }
    }
    case 'text':
      return text(query, index)
    case 'wildcard':
      return wildcard(query, index)
    case 'range':
      return leafCondition(query.field, rangeCondition(query))
    case 'exists':
      return leafCondition(query.field, { sql: `e.type <> 'null'`, values: [] })
  }
}

function joined(kind: 'and' | 'or', parts: readonly Condition[]): Condition {
  return {
    sql: `(${parts.map(({ sql }) => sql).join(` ${kind.toUpperCase()} `)})`,
    values: parts.flatMap(({ values }) => values),
  }
}

function text({ field, text, slop }: Extract<Query, { kind: 'text' }>, index: Index): Condition {
  const tokens = tokensOf(text)
  if (field === undefined) return matching('words', [matchOf(tokens, slop)])
  const mark = index.field(field)
  if (mark === undefined) return nothing
  const marked = (list: readonly string[]) => list.map((token) => `${mark}_${token}`)
  const found = matching('fields', [
    matchOf(marked(tokens), slop),
    ...(numeric.test(text) ? [matchOf(marked([numberToken(text)]), 0)] : []),
  ])
  if (!date.test(text)) return found
  const bound = { value: text, inclusive: true }
  return joined('or', [found, leafCondition(field, rangeCondition({ from: bound, to: bound }))])
}

function wildcard({ field, pattern }: Extract<Query, { kind: 'wildcard' }>, index: Index): Condition {
  const mark = field === undefined ? undefined : index.field(field)
  if (field !== undefined && mark === undefined) return nothing
  const column = field === undefined ? 'words' : 'fields'
  const prefix = mark === undefined ? '' : `${mark}_`
  const glob = globOf(pattern.toLowerCase())
  const globs = [`${prefix}${glob}`]
  if (mark !== undefined && /^[\d*?]+$/.test(glob)) globs.push(`${prefix}n${glob}`)
  const tokens = globs.flatMap((one) => index.tokens(column, one))
  return matching(
    column,
    tokens.map((token) => matchOf([token], 0)),
  )
}

/** `\*` is a star; GLOB's own brackets are taken as they are. */
function globOf(pattern: string): string {
  return pattern.replace(
    /\\(.)|([[\]])/gs,
    (_all, escaped: string | undefined, bracket: string | undefined) => {
      const literal = escaped ?? bracket ?? ''
      return /[*?[\]]/.test(literal) ? `[${literal}]` : literal
    },
  )
}

/** One FTS5 phrase. Tokens consist of letters, digits and _, so quoting is safe. '' = nothing that is indexed. */
function matchOf(tokens: readonly string[], slop: number): string {
  if (tokens.length === 0) return ''
  if (slop > 0) return `NEAR(${tokens.map((token) => `"${token}"`).join(' ')}, ${slop})`
  return `"${tokens.join(' ')}"`
}

function matching(column: 'words' | 'fields', alternatives: readonly string[]): Condition {
  const found = alternatives.filter((match) => match !== '')
  if (found.length === 0) return nothing
  return {
    sql: 'd.id IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN :low AND :high)',
    values: [`${column} : (${found.join(' OR ')})`],
  }
}

/** True when a value at the path fits, or an element of the list there, or of a list of objects on the way. */
function leafCondition(field: string, { sql, values }: Condition): Condition {
  const names = field.split('.')
  const direct = {
    sql: `EXISTS (SELECT 1 FROM json_each(d.doc, ?) e WHERE ${sql})`,
    values: [jsonPath(field), ...values],
  }
  if (names.length === 1) return direct
  const inLists = names.slice(1).map((_name, i): Condition => {
    const paths = [names.slice(0, i + 1), names.slice(i + 1)].map((part) => jsonPath(part.join('.')))
    return { sql: `EXISTS (${fromList} WHERE ${sql})`, values: [...paths, ...values] }
  })
  return joined('or', [direct, ...inLists])
}

/** What is no object would be no JSON either. */
const fromList = `SELECT 1 FROM json_each(d.doc, ?) o,
  json_each(CASE WHEN o.type = 'object' AND typeof(o.key) = 'integer' THEN o.value ELSE '{}' END, ?) e`

export function jsonPath(field: string): string {
  const names = field.split('.').map((name) => `."${name.replaceAll('"', '')}"`)
  return `$${names.join('')}`
}

const numeric = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/
const date = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

/** Numbers are compared with numbers, dates with dates, anything else as text. */
function rangeCondition({ from, to }: { readonly from?: Bound; readonly to?: Bound }): Condition {
  const values = [from?.value, to?.value].filter((value) => value !== undefined)
  if (values.every((value) => numeric.test(value)))
    return compared(from, to, 'e.atom', `e.type IN ('integer', 'real')`, numberValue)
  if (values.every((value) => date.test(value)))
    return compared(
      wholeDay(from, 'from'),
      wholeDay(to, 'to'),
      `rtrim(e.atom, 'Z')`,
      `e.type = 'text'`,
      dateText,
    )
  return compared(from, to, 'e.atom', `e.type = 'text'`, (value) => value)
}

function compared(
  from: Bound | undefined,
  to: Bound | undefined,
  left: string,
  type: string,
  convert: (value: string) => string | number | bigint,
): Condition {
  const parts = [type]
  if (from) parts.push(`${left} ${from.inclusive ? '>=' : '>'} ?`)
  if (to) parts.push(`${left} ${to.inclusive ? '<=' : '<'} ?`)
  const values = [from, to].filter((bound) => bound !== undefined).map(({ value }) => convert(value))
  return { sql: parts.join(' AND '), values }
}

/** A day as an end of a range is the whole day: [a TO 2017-01-02] goes to its midnight, >2017-01-02 begins behind it. */
function wholeDay(bound: Bound | undefined, end: 'from' | 'to'): Bound | undefined {
  if (bound?.value.length !== 'yyyy-mm-dd'.length || bound.inclusive !== (end === 'to')) return bound
  const nextMs = Date.parse(`${bound.value}T00:00:00Z`) + 86_400_000
  return Number.isNaN(nextMs) ? bound : { value: new Date(nextMs).toISOString(), inclusive: end === 'from' }
}

function numberValue(text: string): number | bigint {
  if (!/^-?\d{1,18}$/.test(text)) return Number(text)
  return BigInt(text)
}

/** As canonical dates are stored, without the Z, so that text order is time order. A date without a zone is UTC. */
function dateText(text: string): string {
  const time = text.length === 'yyyy-mm-dd'.length ? `${text}T00:00:00Z` : text.replace(' ', 'T')
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`)
  if (Number.isNaN(ms)) return text
  return new Date(ms).toISOString().replace(/(\.000)?Z$/, '')
}
