import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { createFeed } from '../../runtime/feed.ts'
import {
  type Change,
  type Document,
  type DocumentChange,
  type MetadataStore,
  VersionConflict,
} from '../metadata-store.ts'

/**
 * Documents in one SQLite file: table documents(kind, id, version, body), body = JSON text. A commit is durable before it
 * resolves (write-ahead log, synchronous FULL), so `kill -9` and power cuts lose nothing that was answered.
 * The file is held exclusively: a second server on the same data directory is refused.
 */
const formatVersion = 1
/** 'SLUC', so that `file` and a curious person can tell what this database is. */
const applicationId = 0x534c5543

export interface EmbeddedMetadataOptions {
  /** Of the database file; its folder exists. */
  readonly path: string
}

/** Throws, with what to do, when the file belongs to another server, another format, or is no database. */
export function createEmbeddedMetadataStore({ path }: EmbeddedMetadataOptions): MetadataStore {
  const database = open(path)
  const table = prepare(database)
  const feed = createFeed<DocumentChange>()
  const commits = createCommitQueue(database, table, feed.publish)
  let closed = false
  const refuseClosed = () => {
    if (closed) throw new Error('the metadata store is closed')
  }
  return {
    async get<T>(kind: string, id: string): Promise<Document<T> | undefined> {
      refuseClosed()
      const row = table.get(kind, id)
      return row && { id, version: row.version, body: JSON.parse(row.body) }
    },
    async list<T>(kind: string, prefix = ''): Promise<Document<T>[]> {
      refuseClosed()
      return table
        .list(kind, prefix)
        .map(({ id, version, body }) => ({ id, version, body: JSON.parse(body) }))
    },
    async commit(changes) {
      refuseClosed()
      await commits.add(changes)
    },
    watch: (kind, signal) => {
      refuseClosed()
      return feed.subscribe((change) => change.kind === kind, signal)
    },
    async close() {
      if (closed) return
      closed = true
      commits.flush()
      feed.close()
      database.close()
    },
  }
}

function open(path: string): DatabaseSync {
  // Made here so that nobody else may read it; SQLite gives its side files the same mode.
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    refuseOtherFormats(database, path)
    database.exec(`
      BEGIN EXCLUSIVE;
      CREATE TABLE IF NOT EXISTS documents (
        kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
      ) STRICT, WITHOUT ROWID;
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${formatVersion};
      COMMIT;`)
    return database
  } catch (error) {
    database.close()
    throw explained(error, path)
  }
}

function refuseOtherFormats(database: DatabaseSync, path: string): void {
  const found = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  if (found > formatVersion)
    throw new Error(
      `${path} was written by a newer server (format ${found}, this one knows ${formatVersion}): start that version`,
    )
}

function explained(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error
  if (/database is locked/.test(error.message))
    return new Error(`${path} is in use by another server: stop it, or choose another data directory`, {
      cause: error,
    })
  if (/not a database|malformed/.test(error.message))
    return new Error(`${path} is damaged (${error.message}): put back a copy of the data directory`, {
      cause: error,
    })
  return error
}

interface Table {
  get(kind: string, id: string): { version: number; body: string } | undefined
  list(kind: string, prefix: string): { id: string; version: number; body: string }[]
  put(kind: string, id: string, version: number, body: string): void
  delete(kind: string, id: string): void
}

function prepare(database: DatabaseSync): Table {
  const get = database.prepare('SELECT version, body FROM documents WHERE kind = ? AND id = ?')
  const list = database.prepare(
    'SELECT id, version, body FROM documents WHERE kind = ? AND id >= ? ORDER BY id',
  )
  const put = database.prepare(
    'INSERT OR REPLACE INTO documents (kind, id, version, body) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM documents WHERE kind = ? AND id = ?')
  return {
    get: (kind, id) => {
      const row = get.get(kind, id)
      return row && { version: Number(row.version), body: String(row.body) }
    },
    list: (kind, prefix) => {
      const rows: { id: string; version: number; body: string }[] = []
      // Ids that start with the prefix stand together, and the first is the smallest id not below the prefix.
      for (const row of list.iterate(kind, prefix)) {
        if (!String(row.id).startsWith(prefix)) break
        rows.push({ id: String(row.id), version: Number(row.version), body: String(row.body) })
      }
      return rows
    },
    put: (kind, id, version, body) => put.run(kind, id, version, body),
    delete: (kind, id) => remove.run(kind, id),
  }
}

interface Commit {
  readonly changes: readonly Change[]
  resolve(): void
  reject(reason: unknown): void
}

/**
 * Commits that were asked for in the same turn of the event loop share one transaction and its one fsync: SQLite's calls
 * block the loop, and an fsync takes 5 ms on usual cloud disks. Each is still whole or not at all (a savepoint).
 */
function createCommitQueue(database: DatabaseSync, table: Table, publish: (change: DocumentChange) => void) {
  let waiting: Commit[] = []

  const flush = () => {
    const commits = waiting
    waiting = []
    if (commits.length === 0) return
    const done: { commit: Commit; applied: DocumentChange[] }[] = []
    try {
      database.exec('BEGIN IMMEDIATE')
      for (const commit of commits) attempt(commit, done)
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      for (const commit of commits) commit.reject(error)
      return
    }
    for (const { commit, applied } of done) {
      for (const change of applied) publish(change)
      commit.resolve()
    }
  }

  const attempt = (commit: Commit, done: { commit: Commit; applied: DocumentChange[] }[]) => {
    database.exec('SAVEPOINT one')
    try {
      const applied = commit.changes.flatMap((change) => apply(table, change))
      database.exec('RELEASE one')
      done.push({ commit, applied })
    } catch (error) {
      // After a full disk SQLite may have rolled back everything by itself: then all commits of this turn fail.
      if (!database.isTransaction) throw error
      database.exec('ROLLBACK TO one; RELEASE one')
      commit.reject(error)
    }
  }

  return {
    flush,
    add: (changes: readonly Change[]): Promise<void> =>
      new Promise((resolve, reject) => {
        if (waiting.push({ changes, resolve, reject }) === 1) setImmediate(flush)
      }),
  }
}

/** What changed; nothing when a document that should go was not there. */
function apply(table: Table, change: Change): DocumentChange[] {
  const { kind, id, expected } = change
  const version = table.get(kind, id)?.version ?? 0
  if (expected !== undefined && expected !== version) throw new VersionConflict(kind, id)
  if ('delete' in change) {
    table.delete(kind, id)
    return version > 0 ? [{ kind, id, body: undefined }] : []
  }
  const text = JSON.stringify(change.body)
  table.put(kind, id, version + 1, text)
  return [{ kind, id, body: JSON.parse(text) }]
}
