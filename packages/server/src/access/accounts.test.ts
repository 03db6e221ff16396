import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { SluiceError } from '@sluice/model'
import { createMemoryMetadataStore } from '../metadata/memory/memory-metadata-store.ts'
import { silentLogger } from '../runtime/logger.ts'
import { ManualClock } from '../runtime/manual-clock.ts'
import { Accounts, type KeyPair } from './accounts.ts'
import { writeCredentials } from './credentials-file.ts'
import { ensureFirstAccount } from './first-account.ts'
import { openSecretBox } from './secret-box.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-accounts-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const secretBox = openSecretBox({ path: join(folder, 'master.key'), randomBytes })
const clock = new ManualClock(Date.UTC(2026, 0, 1))
const load = (store = createMemoryMetadataStore()) => Accounts.load({ store, secretBox, clock, randomBytes })

const secretOf = (accounts: Accounts, accessKey: string) =>
  accounts.findCredential(accessKey)?.secretKey.export().toString()

const rejectsWith = (promise: Promise<unknown>, code: string, message: RegExp) =>
  assert.rejects(
    promise,
    (error) => error instanceof SluiceError && error.code === code && message.test(error.message),
  )

const preset: KeyPair = { accessKey: 'AK', secretKey: 'SK' }

test('the first start makes an administrator with a random pair of 40 url-safe characters each', async () => {
  const accounts = await load()
  const first = await ensureFirstAccount(accounts, undefined, silentLogger)
  assert.equal(first.created, true)
  assert.equal(first.name, 'admin')
  for (const key of [first.accessKey, first.secretKey]) assert.match(key, /^\w[\w-]{39}$/)
  assert.deepEqual(accounts.findCredential(first.accessKey)?.actor, {
    account: 'admin',
    accessKey: first.accessKey,
    admin: true,
  })
  assert.equal(secretOf(accounts, first.accessKey), first.secretKey)
})

test('a later start finds the same keys, and the store never holds a secret in the clear', async () => {
  const store = createMemoryMetadataStore()
  const { secretKey, accessKey } = await ensureFirstAccount(await load(store), undefined, silentLogger)
  assert.ok(!JSON.stringify(await store.list('account')).includes(secretKey))
  const again = await ensureFirstAccount(await load(store), undefined, silentLogger)
  assert.deepEqual(again, { name: 'admin', accessKey, secretKey, created: false })
})

test('a preset pair becomes the pair of the first account', async () => {
  const accounts = await load()
  assert.deepEqual(await ensureFirstAccount(accounts, preset, silentLogger), {
    name: 'admin',
    ...preset,
    created: true,
  })
  assert.equal(secretOf(accounts, 'AK'), 'SK')
})

test('a preset pair of a later start is added, and the older pair stays valid', async () => {
  const store = createMemoryMetadataStore()
  const { accessKey, secretKey } = await ensureFirstAccount(await load(store), undefined, silentLogger)
  const accounts = await load(store)
  const first = await ensureFirstAccount(accounts, preset, silentLogger)
  assert.deepEqual(first, { name: 'admin', ...preset, created: false })
  assert.equal(secretOf(accounts, 'AK'), 'SK')
  assert.equal(secretOf(accounts, accessKey), secretKey)
  await ensureFirstAccount(accounts, { ...preset, secretKey: 'SK2' }, silentLogger)
  assert.equal(secretOf(accounts, 'AK'), 'SK2')
  assert.deepEqual((await accounts.list())[0]?.accessKeys, [accessKey, 'AK'])
  await ensureFirstAccount(await load(store), { ...preset, secretKey: 'SK2' }, silentLogger)
  assert.equal((await store.get('account', 'admin'))?.version, 3)
})

test('a preset access key of another account stops the start', async () => {
  const accounts = await load()
  await ensureFirstAccount(accounts, undefined, silentLogger)
  await accounts.create('other', preset)
  await rejectsWith(ensureFirstAccount(accounts, preset, silentLogger), 'E9004', /belongs to account 'other'/)
})

test('further accounts are no administrators, are listed by name without secrets, and can be removed', async () => {
  const store = createMemoryMetadataStore()
  const accounts = await load(store)
  await ensureFirstAccount(accounts, preset, silentLogger)
  const made = await accounts.create('Zoo')
  assert.equal(made.name, 'Zoo')
  assert.equal(accounts.findCredential(made.accessKey)?.actor.admin, false)
  const createdAt = '2026-01-01T00:00:00.000Z'
  assert.deepEqual(await accounts.list(), [
    { name: 'Zoo', admin: false, createdAt, accessKeys: [made.accessKey] },
    { name: 'admin', admin: true, createdAt, accessKeys: ['AK'] },
  ])
  assert.deepEqual([accounts.exists('Zoo'), accounts.exists('zoo')], [true, false])
  await accounts.remove('Zoo')
  assert.equal(accounts.findCredential(made.accessKey), undefined)
  assert.equal((await load(store)).exists('Zoo'), false)
})

test('what cannot be done to accounts is refused with a code', async () => {
  const accounts = await load()
  await ensureFirstAccount(accounts, preset, silentLogger)
  await rejectsWith(accounts.create('admin'), 'E9004', /already exists/)
  await rejectsWith(accounts.create('a/b'), 'E18007', /cannot name an account/)
  await rejectsWith(accounts.remove('who'), 'E18664', /'who' does not exist/)
  await rejectsWith(accounts.remove('admin'), 'E9004', /administers this server/)
})

test('of two creations of one name at once, one wins', async () => {
  const accounts = await load()
  const results = await Promise.allSettled([accounts.create('a'), accounts.create('a')])
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
})

test('key pairs are added and removed without a gap, and the last one stays', async () => {
  const accounts = await load()
  const { accessKey } = await accounts.create('a')
  const second = await accounts.addKeyPair('a')
  assert.equal(secretOf(accounts, second.accessKey), second.secretKey)
  await accounts.removeKeyPair('a', accessKey)
  assert.equal(accounts.findCredential(accessKey), undefined)
  await rejectsWith(accounts.removeKeyPair('a', accessKey), 'E18664', /has no access key/)
  await rejectsWith(accounts.removeKeyPair('a', second.accessKey), 'E9004', /last key pair/)
  for (let pairs = 1; pairs < 10; pairs++) await accounts.addKeyPair('a')
  await rejectsWith(accounts.addKeyPair('a'), 'E9004', /has 10 key pairs/)
})

test('accounts sealed with another key file stop the start', async () => {
  const store = createMemoryMetadataStore()
  await ensureFirstAccount(await load(store), preset, silentLogger)
  const other = openSecretBox({ path: join(folder, 'other.key'), randomBytes })
  await assert.rejects(
    Accounts.load({ store, secretBox: other, clock, randomBytes }),
    /does not open with .*other\.key/,
  )
})

test('credentials.json is for its owner only and follows address and keys', () => {
  const path = join(folder, 'credentials.json')
  writeCredentials(path, 'http://127.0.0.1:1', preset)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const { ino } = statSync(path)
  writeCredentials(path, 'http://127.0.0.1:1', preset)
  assert.equal(statSync(path).ino, ino)
  writeCredentials(path, 'http://127.0.0.1:2', preset)
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { server: 'http://127.0.0.1:2', ...preset })
})
