import { DatabaseSync } from 'node:sqlite'

/** When objects are to be deleted: table expiry(bucket, key, expires_at_ms). Objects that stay for ever have no row. */
export interface ExpiryIndex {
  /** Durable when it returns. Undefined: the object stays. */
  set(bucket: string, key: string, expiresAtMs: number | undefined): void
  due(nowMs: number): readonly { readonly bucket: string; readonly key: string }[]
  close(): void
}

const schema = `
  CREATE TABLE IF NOT EXISTS expiry (
    bucket TEXT NOT NULL, key TEXT NOT NULL, expires_at_ms INTEGER NOT NULL, PRIMARY KEY (bucket, key)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS expiry_time ON expiry (expires_at_ms)`

/** Export workers share the file; each waits for the other's short commits. */
export function createExpiryIndex(path: string): ExpiryIndex {
  const database = new DatabaseSync(path, { timeout: 10_000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec(schema)
  const insert = database.prepare('INSERT OR REPLACE INTO expiry VALUES (?, ?, ?)')
  const remove = database.prepare('DELETE FROM expiry WHERE bucket = ? AND key = ?')
  const select = database.prepare('SELECT bucket, key FROM expiry WHERE expires_at_ms <= ?')
  return {
    set(bucket, key, expiresAtMs) {
      if (expiresAtMs === undefined) remove.run(bucket, key)
      else insert.run(bucket, key, expiresAtMs)
    },
    due: (nowMs) =>
      select.all(nowMs).map(({ bucket, key }) => ({ bucket: String(bucket), key: String(key) })),
    close: () => database.close(),
  }
}
