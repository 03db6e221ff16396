import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createJarStore } from './jar-store.ts'
import { outputFields } from './plugin/output-fields.ts'
import { pluginJar } from './plugin/testing/plugin-jar.ts'

let directory: string
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-jars-'))
})
after(() => rm(directory, { recursive: true, force: true }))

test('a stored jar is read piece by piece, short at its end, and goes when it is removed', async () => {
  const jars = createJarStore(join(directory, 'plugins'))
  await jars.put('one', Buffer.from('0123456789'))
  const pieces = await jars.read('one', async ({ bytes, read }) => [
    bytes,
    String(await read(2, 3)),
    String(await read(8, 5)),
    String(await read(20, 5)),
  ])
  assert.deepEqual(pieces, [10, '234', '89', ''])
  await jars.remove('one')
  await jars.remove('one')
  await assert.rejects(
    jars.read('one', async () => undefined),
    { code: 'ENOENT' },
  )
  assert.deepEqual(await readdir(join(directory, 'plugins')), [])
})

test('the output fields of a stored jar are found', async () => {
  const jars = createJarStore(directory)
  await jars.put('two', pluginJar)
  const fields = await jars.read('two', (jar) => outputFields(jar, 'com.example.AccessLogParser'))
  assert.equal(fields.length, 12)
})
