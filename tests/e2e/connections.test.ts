import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient, type Driver } from '@sluice/sdk'
import { startObjectStore } from './object-store.ts'
import { send } from './signed-request.ts'
import { startServer, type TestServer } from './start-server.ts'

/** Connections from outside: secrets stay in, exports follow. */
let server: TestServer
let client: Client

const clientOf = ({ url, accessKey, secretKey }: TestServer) =>
  createClient({ server: url, accessKey, secretKey })
const newSecret = () => `s3cret-${randomBytes(12).toString('hex')}`

before(async () => {
  server = await startServer()
  client = clientOf(server)
})
after(() => server[Symbol.asyncDispose]())

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await pause(50)
}

/** Every file under the data directory that holds the text. */
async function filesWith(text: string): Promise<string[]> {
  const entries = await readdir(server.dataDirectory, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const found: string[] = []
  // Scratch files may go while they are looked at.
  for (const file of files)
    if ((await readFile(file).catch(() => Buffer.alloc(0))).includes(text)) found.push(file)
  return found
}

const secretsOf = ({ options }: Driver) =>
  Object.entries(options.properties ?? {}).flatMap(([name, { secret }]) => (secret ? [name] : []))

test('no secret of any driver is in an answer, a log line or a file, before and after a restart', async () => {
  const drivers = (await client.exporters())
    .flatMap(({ type, drivers }) => drivers.map((driver) => ({ type, driver })))
    .filter(({ driver }) => secretsOf(driver).length > 0)
  assert.ok(drivers.length > 0)
  const secrets: string[] = []
  const answers: unknown[] = []
  const tryOut = async ({ type, driver }: (typeof drivers)[number]) => {
    const name = driver.driver
    // Nothing outside this machine is knocked at.
    const example = JSON.stringify(driver.example)
      .replaceAll(/https?:\/\/[^"/]+/g, 'http://127.0.0.1:1')
      .replaceAll(/[\w.-]+\.example\.com/g, '127.0.0.1')
    const given = Object.fromEntries(secretsOf(driver).map((secret) => [secret, newSecret()]))
    secrets.push(...Object.values(given))
    const put = (options: object) =>
      client.connections.put(type, name, {
        driver: name,
        options: { ...JSON.parse(example), ...options },
      })
    answers.push(await put(given))
    const stored = await client.connections.get(type, name)
    for (const secret of Object.keys(given)) assert.equal(stored.options[secret], '******')
    answers.push(stored, await put(stored.options), await client.connections.list(type))
    answers.push(await put({ [Object.keys(given)[0] ?? '']: 7 }).catch(String))
    answers.push(await client.connections.check(type, name).catch(String))
  }
  await Promise.all(drivers.map(tryOut))
  await server.kill()
  answers.push(server.output())
  assert.notDeepEqual(await filesWith(drivers[0]?.driver.driver ?? ''), [])
  for (const secret of secrets) assert.deepEqual(await filesWith(secret), [])
  server = await server.restart()
  client = clientOf(server)
  const listed = await client.connections.list()
  assert.deepEqual(
    listed.map(({ type, name }) => `${type} ${name}`).sort(),
    drivers.map(({ type, driver }) => `${type} ${driver.driver}`).sort(),
  )
  const shown = JSON.stringify([answers, listed]) + server.output()
  for (const secret of secrets) assert.ok(!shown.includes(secret))
  for (const { type, name } of listed) await client.connections.delete(type, name)
  assert.deepEqual(await client.connections.list(), [])
  await assert.rejects(client.connections.get('kodo', 's3'), { status: 404, code: 'E9003' })
})

test('a check says whether the destination is there and takes the keys', async (context) => {
  const store = await startObjectStore(context, 'right')
  const check = async (options: object) => {
    const base = { endpoint: store.endpoint, accessKey: 'right', secretKey: newSecret() }
    await client.connections.put('kodo', 'default', { driver: 's3', options: { ...base, ...options } })
    return await client.connections.check('kodo', 'default')
  }
  const spec = { bucket: 'b', fields: { a: '#a' } }
  const body = { schema: [{ key: 'a', valtype: 'long' }], type: 'kodo', spec }
  const verify = () => send(server.url, server, { method: 'POST', path: '/v2/verify/exports', body })
  assert.deepEqual(await check({}), { ok: true, message: '' })
  assert.equal((await verify()).status, 200)
  const refused = await check({ accessKey: 'wrong' })
  assert.equal(refused.ok, false)
  assert.match((await verify()).body, /E18303: the destination is not ready/)
  const nobody = await check({ endpoint: 'http://127.0.0.1:1' })
  assert.equal(nobody.ok, false)
  assert.match(nobody.message, /127\.0\.0\.1:1/)
  await client.connections.delete('kodo', 'default')
})

test('an export goes on with a changed connection while it runs, and loses nothing', async (context) => {
  const [first, second] = [await startObjectStore(context, 'old'), await startObjectStore(context, 'new')]
  const put = (endpoint: string, options: object) =>
    client.connections.put('kodo', 'archive', { driver: 's3', options: { endpoint, ...options } })
  await client.repos.create('web', { schema: [{ key: 'a', valtype: 'long' }] })
  await put(first.endpoint, { accessKey: 'old', secretKey: newSecret() })
  const spec = { bucket: 'archive', email: '', accessKey: '', fields: { a: '#a' }, rotateInterval: 1 }
  await client.exports.create('web', 'files', { type: 'kodo', spec })
  await client.push({ repo: 'web', records: [{ a: 1 }] })
  await until(() => first.keys.length === 1)
  assert.match(first.keys[0] ?? '', /^\/archive\//)

  first.accessKey = 'changed there'
  await client.push({ repo: 'web', records: [{ a: 2 }] })
  const lastError = async () => (await client.exports.status('web', 'files')).lastError?.message ?? ''
  await until(async () => (await lastError()) !== '')

  await put(second.endpoint, { accessKey: 'new' })
  await until(() => second.keys.length === 1)
  await until(async () => (await client.exports.status('web', 'files')).position === '2')
  assert.equal(first.keys.length, 1)
  await client.exports.delete('web', 'files')
  await client.connections.delete('kodo', 'archive')
})

test('a running export moves when a connection that fits better is made, and back when it is deleted', async (context) => {
  const [general, special] = [await startObjectStore(context, 'k'), await startObjectStore(context, 'k')]
  const put = (name: string, { endpoint }: { endpoint: string }) =>
    client.connections.put('kodo', name, {
      driver: 's3',
      options: { endpoint, accessKey: 'k', secretKey: newSecret() },
    })
  await client.repos.create('moving', { schema: [{ key: 'a', valtype: 'long' }] })
  const spec = { bucket: 'moved', email: '', accessKey: '', fields: { a: '#a' }, rotateInterval: 1 }
  await client.exports.create('moving', 'files', { type: 'kodo', spec })
  const pushed = async (position: string) => {
    await client.push({ repo: 'moving', records: [{ a: 1 }] })
    await until(async () => (await client.exports.status('moving', 'files')).position === position)
    return [general.keys.length, special.keys.length]
  }
  assert.deepEqual(await pushed('1'), [0, 0])
  await put('default', general)
  assert.deepEqual(await pushed('2'), [1, 0])
  await put('moved', special)
  assert.deepEqual(await pushed('3'), [1, 1])
  await client.connections.delete('kodo', 'moved')
  assert.deepEqual(await pushed('4'), [2, 1])
  await client.connections.delete('kodo', 'default')
  assert.deepEqual(await pushed('5'), [2, 1])
  assert.equal((await readdir(join(server.dataDirectory, 'objects/moved'))).length, 2)
})

test('a file of the settings gives connections to every account', async (context) => {
  const store = await startObjectStore(context, 'shared')
  const secret = newSecret()
  const path = join(server.dataDirectory, 'connections.json')
  const options = { endpoint: store.endpoint, accessKey: 'shared', secretKey: secret }
  await writeFile(path, JSON.stringify({ kodo: { default: { driver: 's3', options } } }))
  await using other = await startServer({ settings: { connections: path } })
  const there = clientOf(other)
  const [shared] = await there.connections.list()
  assert.deepEqual([shared?.from, shared?.options['secretKey']], ['settings', '******'])
  assert.deepEqual(await there.connections.check('kodo', 'default'), { ok: true, message: '' })
  await assert.rejects(there.connections.delete('kodo', 'default'), { status: 403, code: 'E18665' })
  assert.ok(!other.output().includes(secret))

  await writeFile(path, JSON.stringify({ kodo: { default: { driver: 's3', options: { secretKey: 7 } } } }))
  await assert.rejects(
    startServer({ settings: { connections: path } }),
    /exited with 1 [\s\S]*connections\.json: 'kodo\.default': options\./,
  )
})

test('a name may be a host with its port', async () => {
  const name = 'db-1.example.com:27017,db-2@x'
  const options = { accessKey: 'a', secretKey: newSecret() }
  const { name: stored } = await client.connections.put('kodo', name, { driver: 's3', options })
  assert.equal(stored, name)
  assert.equal((await client.connections.get('kodo', name)).name, name)
  await client.connections.delete('kodo', name)
  await assert.rejects(client.connections.put('kodo', 'a b', { driver: 's3', options }), { code: 'E18007' })
})

test('a connection that fits no driver is refused', async () => {
  const put = (type: string, options: object, driver = 's3') =>
    client.connections.put(type, 'x', { driver, options: { ...options } })
  await assert.rejects(put('nope', {}), { code: 'E18322' })
  await assert.rejects(put('blackhole', {}), { code: 'E18322', message: /take no connection/ })
  await assert.rejects(put('kodo', {}, 's4'), { code: 'E18305', message: /use one of s3/ })
  await assert.rejects(put('kodo', { acessKey: 'a' }), { code: 'E18305', message: /no option 'acessKey'/ })
  await assert.rejects(client.connections.check('kodo', 'x'), { status: 404, code: 'E9003' })
})
