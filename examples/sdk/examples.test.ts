import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { startServer, type TestServer } from '../../tests/e2e/start-server.ts'

/** The programs of this folder, as a reader of its README runs them. */
let server: TestServer

before(async () => {
  server = await startServer()
})
after(() => server[Symbol.asyncDispose]())

async function run(program: string, ...args: string[]): Promise<string> {
  const file = join(import.meta.dirname, program)
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], {
    env: {
      ...process.env,
      SLUICE_SERVER: server.url,
      SLUICE_ACCESS_KEY: server.accessKey,
      SLUICE_SECRET_KEY: server.secretKey,
    },
    timeout: 60_000,
  })
  return stdout
}

test('typed records are pushed in batches', async () => {
  assert.equal(await run('push.ts', '25000'), '25000 records in 3 requests\n')
})

test('a repo is followed from its oldest record on', async () => {
  const lines = (await run('follow.ts', '2')).split('\n')
  assert.deepEqual(lines, [
    '0 {"sensor":"s0","count":9223372036854000000,"celsius":20,"at":"2026-01-01T00:00:00Z"}',
    '1 {"sensor":"s1","count":9223372036854000001,"celsius":20.1,"at":"2026-01-01T00:00:01Z"}',
    '',
  ])
})

test('a token lets a program without keys push, and do nothing else', async () => {
  const [pushed, refused] = (await run('token.ts')).split('\n')
  assert.equal(pushed, '1 record pushed with a token')
  assert.match(refused ?? '', /^listing repos with it: 401 /)
})

test('the command line gives rows as JSON lines with every digit', async () => {
  const sql = 'select sensor, max(count) as count from readings group by sensor order by sensor'
  const rows = await run('../../packages/cli/src/main.ts', 'query', sql, '--json')
  assert.deepEqual(rows.split('\n'), [
    '{"sensor":"guest","count":1}',
    '{"sensor":"s0","count":9223372036854024999}',
    '{"sensor":"s1","count":9223372036854024997}',
    '{"sensor":"s2","count":9223372036854024998}',
    '',
  ])
})
