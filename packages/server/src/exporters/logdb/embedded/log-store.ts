import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { searchText } from './search-text.ts'

/** How long a writer waits for another one of the same repo, ms. */
const busyTimeoutMs = 20_000

/**
 * One repo of the embedded log search: an SQLite file.
 *
 *   docs    one row per document, by (source, off): an export and the record's offset in its repo, so that a repeat
 *           replaces. `arrived` is ms since epoch. `id` grows with time.
 *   search  full-text index over tokens made by tokens.ts: SQLite's own tokenizer only cuts at the spaces between them.
 *   fields  numbers of the fields' paths, which mark the tokens of search.fields.
 *   vocab   every token with its column, for wildcards.
 */
const tables = `
  CREATE TABLE IF NOT EXISTS sources (id INTEGER PRIMARY KEY, export TEXT UNIQUE NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS fields (id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS docs (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, off INTEGER NOT NULL, arrived INTEGER NOT NULL, doc TEXT NOT NULL,
    UNIQUE (source, off)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS docs_arrived ON docs (arrived);
  CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5 (
    words, fields, content='', contentless_delete=1, tokenize="ascii tokenchars '_'"
  );
  CREATE VIRTUAL TABLE IF NOT EXISTS vocab USING fts5vocab (search, 'col');`

export interface LogDocument {
  readonly offset: bigint
  /** ms since epoch */
  readonly arrivedAtMs: number
  readonly json: string
}

export function logStorePath(storeDirectory: string, repo: string): string {
  return join(storeDirectory, `${repo}.db`)
}

export class LogStore {
  readonly #database: DatabaseSync
  readonly #put: StatementSync
  readonly #index: StatementSync
  readonly #addField: StatementSync
  readonly #fields = new Map<string, number>()

  constructor(storeDirectory: string, repo: string) {
    mkdirSync(storeDirectory, { recursive: true })
    this.#database = new DatabaseSync(logStorePath(storeDirectory, repo), { timeout: busyTimeoutMs })
    // FULL: what counts as delivered must survive a power cut.
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY')
    this.#database.exec(tables)
    this.#put = this.#database.prepare(
      `INSERT INTO docs (source, off, arrived, doc) VALUES (?, ?, ?, ?)
       ON CONFLICT (source, off) DO UPDATE SET doc = excluded.doc RETURNING id`,
    )
    this.#index = this.#database.prepare(
      'INSERT OR REPLACE INTO search (rowid, words, fields) VALUES (?, ?, ?)',
    )
    this.#addField = this.#database.prepare(
      'INSERT INTO fields (path) VALUES (?) ON CONFLICT (path) DO UPDATE SET path = path RETURNING id',
    )
  }

  /** All or none, durably. Documents of the same export and offset are replaced. */
  put(exportId: string, documents: readonly LogDocument[]): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const source = this.#source(exportId)
      for (const document of documents) this.#putOne(source, document)
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#fields.clear()
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  #putOne(source: number, { offset, arrivedAtMs, json }: LogDocument): void {
    const id = idOf(this.#put.get(source, offset, arrivedAtMs, json))
    const { words, fields } = searchText(json, (path) => this.#field(path))
    this.#index.run(id, words, fields)
  }

  #source(exportId: string): number {
    const add = `INSERT INTO sources (export) VALUES (?) ON CONFLICT (export) DO UPDATE SET export = export RETURNING id`
    return idOf(this.#database.prepare(add).get(exportId))
  }

  #field(path: string): number {
    const known = this.#fields.get(path)
    if (known !== undefined) return known
    const id = idOf(this.#addField.get(path))
    this.#fields.set(path, id)
    return id
  }
}

function idOf(row: Record<string, unknown> | undefined): number {
  const id = row?.['id']
  if (typeof id !== 'number') throw new Error('BUG: no row came back')
  return id
}
