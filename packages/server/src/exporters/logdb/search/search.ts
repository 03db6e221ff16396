import { existsSync, readdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as breathe } from 'node:timers/promises'
import { SluiceError } from '@sluice/model'
import { Value } from 'typebox/value'
import type { DestinationStore } from '../../exporter.ts'
import { logStorePath } from '../embedded/log-store.ts'
import { type Condition, compileQuery, type Index, jsonPath } from './compile-query.ts'
import { highlight } from './highlight.ts'
import { parseQuery } from './parse-query.ts'
import { type SearchQuery, searchQuery } from './search-query.ts'

/** Documents looked at in one go: SQLite holds the thread for so long. */
const windowDocs = 50_000
/** A search that takes longer answers with what it has found. */
const timeMsMax = 10_000
const patternTokensMax = 1_000

/** Searches one repo of the embedded log search, the newest documents first. */
export const logSearch: DestinationStore = {
  query: searchQuery,
  example: { repo: 'flights', query: 'airline:UA AND delay:>60', size: 10, highlight: {} },
  async read(query, { storeDirectory }, signal) {
    const asked = Value.Parse(searchQuery, Value.Default(searchQuery, query))
    const database = openRepo(storeDirectory, asked.repo)
    try {
      return await new Search(database, asked).run(signal)
    } finally {
      database.close()
    }
  },
}

function openRepo(storeDirectory: string, repo: string): DatabaseSync {
  const known = existsSync(storeDirectory)
    ? readdirSync(storeDirectory).flatMap((file) =>
        file.endsWith('.db') ? [file.slice(0, -'.db'.length)] : [],
      )
    : []
  if (known.includes(repo))
    return new DatabaseSync(logStorePath(storeDirectory, repo), { readOnly: true, timeout: timeMsMax })
  const names =
    known.length > 0 ? `there are ${known.slice(0, 20).join(', ')}` : 'nothing was exported there yet'
  throw new SluiceError('E18122', `log search has no repo '${repo.slice(0, 200)}': ${names}`)
}

interface Row {
  readonly id: number
  readonly doc: string
  readonly keys: readonly unknown[]
}

class Search {
  readonly #database: DatabaseSync
  readonly #asked: SearchQuery
  readonly #sort: readonly SortKey[]
  readonly #condition: Condition

  constructor(database: DatabaseSync, asked: SearchQuery) {
    this.#database = database
    this.#asked = asked
    this.#sort = sortKeys(asked.sort)
    this.#condition = withTimes(compileQuery(parseQuery(asked.query), this.#index()), asked)
  }

  async run(signal: AbortSignal): Promise<string> {
    const endsAtMs = performance.now() + timeMsMax
    const wanted = this.#asked.offset + this.#asked.size
    let rows: Row[] = []
    let total = 0
    let partialSuccess = false
    for (const [low, high] of this.#windows()) {
      total += this.#count(low, high)
      if (this.#sort.length > 0 || rows.length < wanted)
        rows = this.#merge(rows, this.#rows(low, high), wanted)
      await breathe()
      signal.throwIfAborted()
      if (performance.now() < endsAtMs) continue
      partialSuccess = low > this.#bounds().first
      break
    }
    return this.#answer(total, partialSuccess, rows.slice(this.#asked.offset))
  }

  /** Ranges of ids that hold all documents, the newest first. */
  *#windows(): Generator<[low: number, high: number]> {
    const { first, last } = this.#bounds()
    for (let high = last; high >= first; high -= windowDocs)
      yield [Math.max(first, high - windowDocs + 1), high]
  }

  #bounds(): { first: number; last: number } {
    const row = this.#database.prepare('SELECT min(id) AS first, max(id) AS last FROM docs').get()
    return { first: Number(row?.['first'] ?? 1), last: Number(row?.['last'] ?? 0) }
  }

  #count(low: number, high: number): number {
    const { sql, values } = this.#condition
    const count = `SELECT count(*) AS count FROM docs d WHERE d.id BETWEEN :low AND :high AND ${sql}`
    return Number(this.#database.prepare(count).get({ low, high }, ...values)?.['count'])
  }

  #rows(low: number, high: number): Row[] {
    const { sql, values } = this.#condition
    const keys = this.#sort.map((_key, i) => `, ${sortable('json_extract(d.doc, ?)')} AS key${i}`).join('')
    const order = this.#sort
      .map(({ descending }, i) => `key${i} ${descending ? 'DESC' : 'ASC'} NULLS LAST, `)
      .join('')
    const found = this.#database.prepare(
      `SELECT d.id, d.doc${keys} FROM docs d WHERE d.id BETWEEN :low AND :high AND ${sql}
       ORDER BY ${order} d.id DESC LIMIT ?`,
    )
    found.setReadBigInts(true)
    const paths = this.#sort.flatMap(({ field }) => [jsonPath(field), jsonPath(field), jsonPath(field)])
    return found
      .all({ low, high }, ...paths, ...values, this.#asked.offset + this.#asked.size)
      .map((row) => ({
        id: Number(row['id']),
        doc: String(row['doc']),
        keys: this.#sort.map((_key, i) => row[`key${i}`]),
      }))
  }

  #merge(rows: readonly Row[], more: readonly Row[], wanted: number): Row[] {
    const all = [...rows, ...more]
    if (this.#sort.length > 0) all.sort((a, b) => compareRows(a, b, this.#sort))
    return all.slice(0, wanted)
  }

  #answer(total: number, partialSuccess: boolean, rows: readonly Row[]): string {
    const { highlight: tags, query } = this.#asked
    const parsed = parseQuery(query)
    const data = rows.map(({ doc }) => {
      if (!tags) return doc
      const marks = `"highlight":${JSON.stringify(highlight(doc, parsed, tags))}`
      return doc === '{}' ? `{${marks}}` : `${doc.slice(0, -1)},${marks}}`
    })
    return `{"total":${total},"partialSuccess":${partialSuccess},"data":[${data.join(',')}]}`
  }

  #index(): Index {
    const field = this.#database.prepare('SELECT id FROM fields WHERE path = ?')
    const tokens = this.#database.prepare(
      `SELECT DISTINCT term FROM vocab WHERE col = ? AND term GLOB ? LIMIT ${patternTokensMax + 1}`,
    )
    return {
      field: (path) => {
        const id = field.get(path)?.['id']
        return id === undefined ? undefined : Number(id)
      },
      tokens: (column, glob) => {
        const found = tokens.all(column, glob).map((row) => String(row['term']))
        if (found.length <= patternTokensMax) return found
        throw new SluiceError(
          'E18007',
          `a wildcard fits more than ${patternTokensMax} different words: give more letters`,
        )
      },
    }
  }
}

interface SortKey {
  readonly field: string
  readonly descending: boolean
}

function sortKeys(sort: string): SortKey[] {
  return sort
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, field, order = 'asc'] = /^\s*([^\s:]+)(?::(asc|desc))?\s*$/.exec(part) ?? []
      if (field !== undefined) return { field, descending: order === 'desc' }
      throw new SluiceError('E18007', `sort '${part}' is not field:asc or field:desc`)
    })
}

/** Dates have fractions or not: without the Z the order of their texts is that of the times. */
function sortable(value: string): string {
  const day = '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
  return `CASE WHEN ${value} GLOB '${day}T*Z' THEN rtrim(${value}, 'Z') ELSE ${value} END`
}

/** As SQLite orders: numbers before texts, what is absent last. */
function compareRows(a: Row, b: Row, sort: readonly SortKey[]): number {
  for (const [i, { descending }] of sort.entries()) {
    const [left, right] = [a.keys[i], b.keys[i]]
    if (left === right) continue
    if (left === null) return 1
    if (right === null) return -1
    const less = rank(left) === rank(right) ? compareValues(left, right) : rank(left) - rank(right)
    if (less !== 0) return descending ? -less : less
  }
  return b.id - a.id
}

const rank = (value: unknown): number => (typeof value === 'string' ? 1 : 0)

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : Number(a > b)
  return 0
}

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'

function withTimes({ sql, values }: Condition, { from, to }: SearchQuery): Condition {
  const parts = [sql]
  const times: number[] = []
  for (const [name, text, comparison] of [
    ['from', from, '>='],
    ['to', to, '<'],
  ] as const) {
    if (text === '') continue
    const ms = Date.parse(text)
    if (Number.isNaN(ms))
      throw new SluiceError('E18007', `${name} '${text.slice(0, 50)}' is not an RFC 3339 time`)
    parts.push(`d.arrived ${comparison} ?`)
    times.push(ms)
  }
  return { sql: parts.join(' AND '), values: [...values, ...times] }
}
