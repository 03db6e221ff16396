import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { metadataStoreConformance } from '../metadata-store.conformance.ts'
import { createEmbeddedMetadataStore } from './embedded-metadata-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-metadata-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let count = 0
const newPath = () => join(folder, `${count++}.db`)

metadataStoreConformance('embedded', async () => createEmbeddedMetadataStore({ path: newPath() }))

test('what was committed is there after closing and opening again', async () => {
  const path = newPath()
  const first = createEmbeddedMetadataStore({ path })
  await first.commit([{ kind: 'k', id: 'x', body: { n: 1 } }])
  const last = first.commit([{ kind: 'k', id: 'x', body: { n: 2 } }])
  await first.close()
  await last
  const second = createEmbeddedMetadataStore({ path })
  assert.deepEqual(await second.get('k', 'x'), { id: 'x', version: 2, body: { n: 2 } })
  await second.close()
})

test('only its owner may read the file', async () => {
  const path = newPath()
  const store = createEmbeddedMetadataStore({ path })
  await store.commit([{ kind: 'k', id: 'x', body: 1 }])
  assert.deepEqual(
    [path, `${path}-wal`].map((file) => statSync(file).mode & 0o777),
    [0o600, 0o600],
  )
  await store.close()
})

test('a second server on the same file is refused with what to do', async () => {
  const path = newPath()
  const store = createEmbeddedMetadataStore({ path })
  assert.throws(() => createEmbeddedMetadataStore({ path }), /is in use by another server: stop it/)
  await store.commit([{ kind: 'k', id: 'x', body: 1 }])
  await store.close()
})

test('a file of a newer format, or no database at all, is refused and left alone', () => {
  const newer = newPath()
  const database = new DatabaseSync(newer)
  database.exec('PRAGMA user_version = 2')
  database.close()
  assert.throws(() => createEmbeddedMetadataStore({ path: newer }), /written by a newer server \(format 2/)
  const text = newPath()
  writeFileSync(text, 'this is no database, just some text of more than a hundred bytes. '.repeat(20))
  assert.throws(() => createEmbeddedMetadataStore({ path: text }), /is damaged/)
})
