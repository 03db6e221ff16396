import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { openSecretBox } from '../access/secret-box.ts'
import type { ExporterType } from '../exporters/exporter.ts'
import { MemoryExporter } from '../exporters/testing/memory-exporter.ts'
import { createMemoryMetadataStore } from '../metadata/memory/memory-metadata-store.ts'
import { ManualClock } from '../runtime/manual-clock.ts'
import { Catalog } from './catalog.ts'
import {
  type ConnectionDeps,
  connectionOf,
  deleteConnection,
  findConnection,
  listConnections,
  putConnection,
  wouldUse,
} from './connections.ts'
import { readSharedConnections } from './shared-connections.ts'

interface Spec {
  readonly table: string
  readonly database: string
}

const type = (kind: string, more: Partial<ExporterType<Spec>> = {}): ExporterType => {
  const made: ExporterType<Spec> = {
    kind,
    title: 'A test',
    options: Type.Object({}),
    example: { table: 't', database: 'd' },
    repeatable: false,
    batchRecordsMax: 10,
    batchBytesMax: 1000,
    lingerMs: 0,
    callTimeoutMs: 1000,
    parseSpec: (spec) => ({ table: '', database: '', ...Object(spec) }),
    create: () => new MemoryExporter(),
    ...more,
  }
  return made
}

const shelf = {
  driver: 'shelf',
  title: 'A shelf',
  options: Type.Object({
    url: Type.String({ minLength: 1, description: 'where it is' }),
    timeoutMs: Type.Integer({ minimum: 1, default: 500 }),
    password: Type.Optional(Type.String({ minLength: 3, secret: true })),
    pin: Type.Optional(Type.String({ secret: true, default: '' })),
  }),
  example: { url: 'http://127.0.0.1' },
}
const drawer = {
  driver: 'drawer',
  title: 'A drawer',
  options: Type.Object({ token: Type.String({ secret: true }) }),
  example: { token: 'x' },
}
const exporterTypes = [
  type('plain'),
  type('kept', {
    drivers: [shelf, drawer],
    destinationNames: ({ table, database }) => [table, database],
  }),
]
const ref = { account: '1', type: 'kept', name: 'shop' }
const sharedFile = JSON.stringify({
  kept: {
    default: { driver: 'shelf', options: { url: 'http://shared', password: 'for all' } },
    shop: { driver: 'drawer', options: { token: 'theirs' } },
  },
})

async function setUp(context: TestContext, shared = '{}') {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-connections-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const store = createMemoryMetadataStore()
  const catalog = await Catalog.load(store)
  const deps: ConnectionDeps = {
    catalog,
    exporterTypes,
    secrets: openSecretBox({ path: join(folder, 'key'), randomBytes }),
    sharedConnections: readSharedConnections('shared.json', shared, exporterTypes),
    clock: new ManualClock(),
  }
  const put = (options: object, driver = 'shelf') =>
    putConnection(deps, ref, { driver, options: { ...options } })
  const used = (spec: Partial<Spec> = {}) =>
    connectionOf(deps, '1', 'kept', { table: '', database: '', ...spec })
  return { deps, store, put, used }
}

test('a connection is checked, filled in and shown with its secrets masked; exports get them in clear', async (context) => {
  const { deps, put, used } = await setUp(context)
  await put({ url: 'http://a', password: 'hunter2' })
  assert.deepEqual(findConnection(deps, ref), {
    type: 'kept',
    name: 'shop',
    driver: 'shelf',
    options: { url: 'http://a', timeoutMs: 500, password: '******', pin: '' },
    from: 'account',
  })
  const clear = { url: 'http://a', timeoutMs: 500, password: 'hunter2', pin: '' }
  assert.deepEqual(used({ table: 'shop' })?.options, clear)
})

test('what is stored of a connection does not contain its secret, whatever it is', async (context) => {
  const { put, store, used } = await setUp(context)
  const password = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(password, async (secret) => {
      await put({ url: 'u', password: secret })
      assert.deepEqual(used({ table: 'shop' })?.options, {
        url: 'u',
        timeoutMs: 500,
        password: secret,
        pin: '',
      })
      const [stored] = await store.list<{ secrets: object }>('connection')
      assert.deepEqual(Object.keys(stored?.body ?? {}).includes('secrets'), true)
      assert.ok(!JSON.stringify(stored?.body).includes(JSON.stringify(secret).slice(1, -1)))
    }),
    { numRuns: 50 },
  )
})

test('a secret that is left out or sent back as the mask stays; the empty text takes it away', async (context) => {
  const { deps, put, used } = await setUp(context)
  const password = () => Object(used({ table: 'shop' })?.options).password
  await put({ url: 'http://a', password: 'hunter2' })
  await put({ url: 'http://b' })
  assert.equal(password(), 'hunter2')
  await put(findConnection(deps, ref).options)
  assert.equal(password(), 'hunter2')
  await put({ url: 'http://b', password: 'changed' })
  assert.equal(password(), 'changed')
  await put({ url: 'http://b', password: '' })
  assert.equal(password(), undefined)
  await assert.rejects(put({ url: 'http://b', password: '******' }), { code: 'E18305', message: /give it/ })
})

test('another driver does not inherit a secret', async (context) => {
  const { put } = await setUp(context)
  await put({ url: 'http://a', password: 'hunter2' })
  await assert.rejects(put({}, 'drawer'), { code: 'E18305', message: /options\.token is missing/ })
  await assert.rejects(put({ token: '******' }, 'drawer'), { code: 'E18305', message: /options\.token/ })
})

test('wrong connections are refused, and no message repeats a secret', async (context) => {
  const { deps, put } = await setUp(context)
  const refused = async (options: object, message: RegExp, driver?: string) =>
    await assert.rejects(put(options, driver), { code: 'E18305', message })
  await refused({ url: 'u' }, /kept has no driver 'floor': use one of shelf, drawer/, 'floor')
  await refused({ url: 'u', pasword: 'x' }, /no option 'pasword': it has url, timeoutMs, password, pin/)
  await refused({ url: 'u', password: 'qz' }, /^options\.password (?!.*qz)/)
  await refused({ url: 'u', password: ['qz'] }, /^options\.password (?!.*qz)/)
  await refused({ url: 'u', timeoutMs: 'soon' }, /options\.timeoutMs/)
  await refused({}, /options\.url is missing: where it is/)
  const given = { driver: 'shelf', options: { url: 'u' } }
  await assert.rejects(putConnection(deps, { ...ref, name: 'a/b' }, given), { code: 'E18007' })
  await assert.rejects(putConnection(deps, { ...ref, type: 'gone' }, given), { code: 'E18322' })
  await assert.rejects(putConnection(deps, { ...ref, type: 'plain' }, given), {
    code: 'E18322',
    message: /take no connection/,
  })
  assert.throws(() => findConnection(deps, ref), { code: 'E9003', status: 404 })
})

test("an export uses the first of its destination's names that has a connection, else default, else none", async (context) => {
  const { deps, put, used } = await setUp(context)
  const putAs = (name: string) =>
    putConnection(deps, { ...ref, name }, { driver: 'shelf', options: { url: name } })
  const spec = { table: 'shop', database: 'town' }
  assert.equal(used(spec), undefined)
  for (const name of ['default', 'town', 'shop']) {
    assert.equal(wouldUse(deps, { ...ref, name }, spec), true)
    await putAs(name)
    assert.equal(used(spec)?.name, name)
    assert.equal(wouldUse(deps, { ...ref, name }, spec), true)
  }
  assert.equal(wouldUse(deps, { ...ref, name: 'town' }, spec), false)
  assert.equal(wouldUse(deps, { ...ref, name: 'other' }, spec), false)
  await deleteConnection(deps, ref)
  assert.equal(used(spec)?.name, 'town')
  assert.equal(connectionOf(deps, '2', 'kept', spec), undefined)
  assert.equal(connectionOf(deps, '1', 'plain', spec), undefined)
  await put({ url: 'u' })
})

test('connections of the settings are for every account, hidden by its own of the same name, and changed there', async (context) => {
  const { deps, put, used } = await setUp(context, sharedFile)
  assert.deepEqual(used()?.options, { url: 'http://shared', timeoutMs: 500, password: 'for all', pin: '' })
  assert.deepEqual(
    listConnections(deps, '1').map(({ name, from, options }) => [name, from, options]),
    [
      ['default', 'settings', { url: 'http://shared', timeoutMs: 500, password: '******', pin: '' }],
      ['shop', 'settings', { token: '******' }],
    ],
  )
  await assert.rejects(deleteConnection(deps, ref), { code: 'E18665' })
  await put({ url: 'own' })
  assert.equal(used({ table: 'shop' })?.driver, 'shelf')
  assert.equal(connectionOf(deps, '2', 'kept', { table: 'shop', database: '' })?.driver, 'drawer')
  await deleteConnection(deps, ref)
  assert.equal(used({ table: 'shop' })?.driver, 'drawer')
})

test('a file of connections that cannot be used is refused by file and member, without its secrets', () => {
  const refused = (text: string, message: RegExp) => {
    const read = () => readSharedConnections('shared.json', text, exporterTypes)
    assert.throws(read, (error: Error) => message.test(error.message) && !error.message.includes('s3cret'))
  }
  refused('{"s3cret', /^shared\.json: the file is not JSON$/)
  refused('[]', /^shared\.json: the file must be object/)
  refused('{"kept": {"a/b": {"driver": "shelf", "options": {"url": "u"}}}}', /'kept\.a\/b': .* cannot name/)
  refused('{"gone": {}}', /^shared\.json: 'gone' is no export type: plain, kept$/)
  refused('{"kept": {"a": {"options": {"password": "s3cret"}}}}', /^shared\.json: 'kept\.a' .*driver/)
  const wrong = { kept: { a: { driver: 'shelf', options: { password: 's3cret' } } } }
  refused(JSON.stringify(wrong), /^shared\.json: 'kept\.a': options\.url is missing/)
})
