import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type ConnectionOptions, findConnection } from './connection.ts'
import { profilesPath, writeProfiles } from './profiles.ts'
import { createTestShell } from './test-shell.ts'

let directory = ''
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-cli-'))
})
after(() => rm(directory, { recursive: true }))

const profile = (accessKey: string) => ({ server: `http://${accessKey}:1`, accessKey, secretKey: 'S' })
const environment = { SLUICE_ACCESS_KEY: 'env', SLUICE_SECRET_KEY: 'S' }

async function found(env: Record<string, string>, options: ConnectionOptions = {}) {
  const { accessKey, server } = await findConnection(createTestShell({ env, directory }), options)
  return `${accessKey} ${server}`
}

test('keys are taken from the first place that has them', async () => {
  await assert.rejects(found({}), { name: 'UsageError', message: /^no keys/ })
  await mkdir(join(directory, 'sluice-data'))
  await writeFile(join(directory, 'sluice-data/credentials.json'), JSON.stringify(profile('local')))
  assert.equal(await found({}), 'local http://local:1')
  const profiles = new Map(['default', 'work'].map((name) => [name, profile(name)]))
  await writeProfiles(createTestShell({ directory }), profiles)
  assert.equal(await found({}), 'default http://default:1')
  assert.equal(await found({ SLUICE_PROFILE: 'work' }), 'work http://work:1')
  assert.equal(await found({ SLUICE_PROFILE: 'work', ...environment }), 'env http://127.0.0.1:7758')
  assert.equal(await found({ SLUICE_SERVER: 'http://s:2', ...environment }), 'env http://s:2')
  assert.equal(await found(environment, { profile: 'work' }), 'work http://work:1')
  assert.equal(await found({ SLUICE_SERVER: 'http://s:2' }, { server: 'h:3' }), 'default http://h:3')
})

test('a profile that is not there is named, with those that are', async () => {
  await assert.rejects(found({}, { profile: 'wrok' }), {
    message: "profile 'wrok' does not exist; there are: default, work",
  })
})

test('half a pair in the environment is an error, not a fallback', async () => {
  await assert.rejects(found({ SLUICE_ACCESS_KEY: 'x' }), {
    message: 'SLUICE_ACCESS_KEY is set without its other half',
  })
})

test('profiles are kept for their owner alone', { skip: process.platform === 'win32' }, async () => {
  const path = profilesPath(createTestShell({ directory }))
  assert.equal((await stat(path)).mode & 0o777, 0o600)
})
