import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createFolderObjectStore } from './folder-object-store.ts'

async function storeIn(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-objects-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  const root = join(folder, 'objects')
  const store = createFolderObjectStore(root)
  let files = 0
  const put = async (bucket: string, key: string, text: string, expiresAtMs?: number) => {
    const path = join(folder, `file-${files++}`)
    await writeFile(path, text)
    await store.put(bucket, key, path, expiresAtMs === undefined ? {} : { expiresAtMs })
    return path
  }
  const get = (bucket: string, key: string) => readFile(join(root, bucket, key), 'utf8')
  return { root, store, put, get }
}

test('an object is a file in its bucket’s folder, and the file that was put is gone', async (t) => {
  const { put, get } = await storeIn(t)
  const path = await put('b', 'x/y=1/z.json', 'one')
  assert.equal(await get('b', 'x/y=1/z.json'), 'one')
  await assert.rejects(stat(path), { code: 'ENOENT' })
})

test('a key that is put again has the new content', async (t) => {
  const { put, get } = await storeIn(t)
  await put('b', 'k', 'one')
  await put('b', 'k', 'two')
  assert.equal(await get('b', 'k'), 'two')
})

test('a key that would be both file and folder is refused, and both stay as they were', async (t) => {
  const { put, get } = await storeIn(t)
  await put('b', 'a', 'file')
  await put('b', 'c/d', 'deep')
  await assert.rejects(put('b', 'a/b', 'no'), /'a\/b' clashes/)
  await assert.rejects(put('b', 'c', 'no'), /'c' clashes/)
  assert.deepEqual([await get('b', 'a'), await get('b', 'c/d')], ['file', 'deep'])
})

test('no key or bucket leads out of the store', async (t) => {
  const { put } = await storeIn(t)
  for (const key of ['../x', 'a/../../x', '/x', 'a//b', '.', ''])
    await assert.rejects(put('b', key, 'no'), /part/, key)
  for (const bucket of ['..', '.', '', 'a/b', '.expiry.sqlite'])
    await assert.rejects(put(bucket, 'k', 'no'), /bucket/)
})

test('objects are deleted when their time has come, with folders that become empty', async (t) => {
  const { root, store, put, get } = await storeIn(t)
  await put('b', 'old/a', '1', 1000)
  await put('b', 'new/b', '2', 2000)
  await put('b', 'for-ever', '3')
  await put('c', 'only', '4', 500)
  assert.equal(await store.deleteExpired(999), 1)
  assert.equal(await store.deleteExpired(1500), 1)
  assert.equal(await store.deleteExpired(1500), 0)
  await assert.rejects(get('b', 'old/a'), { code: 'ENOENT' })
  assert.deepEqual((await readdir(join(root, 'b'))).sort(), ['for-ever', 'new'])
  await assert.rejects(readdir(join(root, 'c')), { code: 'ENOENT' })
  assert.equal(await createFolderObjectStore(root).deleteExpired(2000), 1)
  assert.equal(await get('b', 'for-ever'), '3')
})

test('an object that is put again lives as long as the last put said', async (t) => {
  const { store, put, get } = await storeIn(t)
  await put('b', 'k', '1', 1000)
  await put('b', 'k', '2', 3000)
  await put('b', 'm', '1', 1000)
  await put('b', 'm', '2')
  assert.equal(await store.deleteExpired(2000), 0)
  assert.deepEqual([await get('b', 'k'), await get('b', 'm')], ['2', '2'])
})

test('an object that somebody deleted by hand is no trouble', async (t) => {
  const { root, store, put } = await storeIn(t)
  await put('b', 'k', '1', 1000)
  await rm(join(root, 'b'), { recursive: true })
  assert.equal(await store.deleteExpired(1000), 1)
})
