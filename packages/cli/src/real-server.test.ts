import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { run } from './run.ts'
import { createTestShell } from './test-shell.ts'

// The whole command against a whole server: started in an empty folder, where the command finds its keys.
let directory = ''
let server: ChildProcess
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-cli-'))
  const main = join(import.meta.dirname, '../../server/src/main.ts')
  const args = ['--disable-warning=ExperimentalWarning', main, '--port', '0']
  server = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] })
  const { stdout } = server
  assert.ok(stdout)
  const lines = createInterface(stdout)
  assert.ok(await becomesReady(lines), 'the server has ended')
})
after(async () => {
  if (server.exitCode === null && server.signalCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  await rm(directory, { recursive: true })
})

async function becomesReady(lines: AsyncIterable<string>): Promise<boolean> {
  for await (const line of lines) if (line.includes(' is ready at ')) return true
  return false
}

async function sluice(words: readonly string[], stdin = '') {
  const shell = createTestShell({ directory, stdin, nowMs: Date.now })
  const exitCode = await run(words, shell)
  return { exitCode, out: shell.out, err: shell.err }
}

/** Runs until the output is as wanted; the runner's own deadline ends what never is. */
async function until(words: readonly string[], wanted: (out: string) => boolean): Promise<string> {
  for (;;) {
    const { out } = await sluice(words)
    if (wanted(out)) return out
    await pause(100)
  }
}

async function ok(words: readonly string[], stdin?: string): Promise<string> {
  const { exitCode, out, err } = await sluice(words, stdin)
  assert.equal(exitCode, 0, err)
  return out
}

test('a record goes from the command line through SQL and back', async () => {
  await ok(['repo', 'create', 'web', '--field', 'url:string:required', '--field', 'n:long'])
  await writeFile(join(directory, 'more.csv'), 'url,n\n/b,2\n"/c, d",\n')
  await ok(['push', 'web'], 'url=/a\tn=9223372036854775807\n')
  await ok(['push', 'web', 'more.csv'])
  await ok(['push', 'web'], '[{"url":"/e",\n"n":-1}]')
  assert.equal(
    await ok(['tail', 'web', '--from', 'oldest']),
    '{"url":"/a","n":9223372036854775807}\n{"url":"/b","n":2}\n{"url":"/c, d"}\n{"url":"/e","n":-1}\n',
  )
  assert.equal(
    await ok(['tail', 'web', '-n', '1', '--offsets']),
    '{"offset":"3","record":{"url":"/e","n":-1}}\n',
  )
  assert.equal(
    await ok(['query', 'select url, n from web where n > 0 order by n']),
    'url                    n\n/b                     2\n/a   9223372036854775807\n',
  )
  assert.match((await sluice(['query', 'select 1', '--limit', '0'])).err, /E18007.*'limit'.*>= 1/)
  const sql = 'select url, n from stream where n > 0'
  assert.equal(await ok(['preview', 'web', '--sql', sql, '-n', '3', '--json']), '{"url":"/b","n":2}\n')
  await ok([
    'transform',
    'create',
    'web',
    'large',
    '--to',
    'large',
    '--interval',
    '5s',
    '--whence',
    'oldest',
    '--sql',
    sql,
  ])
  const large = await until(['tail', 'large', '--from', 'oldest'], (out) => out !== '')
  assert.equal(large, '{"url":"/a","n":9223372036854775807}\n{"url":"/b","n":2}\n')
  assert.equal(
    await ok(['preview', 'web', '--sql', 'select url, n from stream where n < 9', '--compare', 'large']),
    [
      'url   n',
      '/b    2',
      '/e   -1',
      '',
      'only from transform large: 1 row',
      'url                    n',
      '/a   9223372036854775807',
      '',
      'only from the new SQL: 1 row',
      'url   n',
      '/e   -1',
      '',
    ].join('\n'),
  )
  assert.match(
    await ok([
      ...['preview', 'web', '--compare', 'large'],
      ...['--sql', "select url, n * 1.5D as n, 'x' as x from stream where n = 2"],
    ]),
    /\ncolumn n was long and is float\ncolumn x is new \(string\)\n\nonly from transform large: 2 rows\n/,
  )
  assert.match(await ok(['status', 'web']), /^web {3}transform large {2}large {2}running {9}4 {7}0$/m)
})

test('an export is created, seen and deleted', async () => {
  await ok(['repo', 'create', 'logs', '--field', 'line:string'])
  const spec = ['--set', 'bucket=archive', '--set', 'fields.line=#line', '--set', 'rotateInterval=60']
  await ok([
    'export',
    'create',
    'logs',
    'files',
    '--type',
    'kodo',
    ...spec,
    '--set',
    'email=a@b.c',
    '--set',
    'accessKey=k',
  ])
  assert.match(await ok(['export', 'get', 'logs', 'files']), /"rotateInterval": 60/)
  await ok(['export', 'update', 'logs', 'files', '--set', 'rotateInterval=90'])
  const { spec: stored } = JSON.parse(await ok(['export', 'get', 'logs', 'files', '--json']))
  assert.deepEqual([stored.bucket, stored.rotateInterval], ['archive', 90])
  assert.match(await ok(['status', 'logs']), /export files {2}kodo/)
  await ok(['export', 'delete', 'logs', 'files'])
  assert.equal(await ok(['export', 'list', 'logs']), 'repo logs has no exports\n')
})

test('what the server refuses is said in its words', async () => {
  await ok(['repo', 'create', 'strict', '--field', 'n:long'])
  const cases: [string[], string][] = [
    [['repo', 'get', 'nothing'], "sluice: E18102: repo 'nothing' does not exist\n"],
    [['repo', 'create', 'strict', '--field', 'n:long'], 'sluice: E18101: '],
    [['repo', 'create', 'a-b', '--field', 'n:long'], 'sluice: E18103: '],
    [['query', 'select nope from strict'], 'sluice: E18228: the SQL is not valid: line 1, column 8: '],
    [['export', 'create', 'strict', 'e', '--type', 'nonsense'], 'sluice: E18'],
  ]
  for (const [words, expected] of cases) {
    const { exitCode, err } = await sluice(words)
    assert.ok(err.startsWith(expected), err)
    assert.equal(exitCode, 1)
  }
  const bad = await sluice(['push', 'strict', '--format', 'text'], 'n=1\nn=x\n')
  assert.equal(bad.err, `sluice: E18110: line 2, field 'n': "x" is not a long\n  no record was stored\n`)
  assert.equal(await ok(['tail', 'strict']), '')
})

test('another account has its own repos, and a profile of its own', async () => {
  await ok(['account', 'create', 'alice', '--save', 'alice'])
  await ok(['repo', 'create', 'mine', '--field', 'n:long', '--profile', 'alice'])
  const repos = (out: string): string[] => JSON.parse(out).repos.map(({ name }: { name: string }) => name)
  assert.deepEqual(repos(await ok(['repo', 'list', '--json', '--profile', 'alice'])), ['mine'])
  assert.ok(!repos(await ok(['repo', 'list', '--json'])).includes('mine'))
  assert.match(await ok(['account', 'list']), /^alice/m)
  const refused = await sluice(['account', 'list', '--profile', 'alice'])
  assert.deepEqual([refused.exitCode, refused.err.slice(0, 14)], [1, 'sluice: E18665'])
})

test('a printed signature is accepted, and so is a token', async () => {
  await ok(['repo', 'create', 'signed', '--field', 'n:long'])
  const { used } = JSON.parse(await ok(['config', 'show', '--json']))
  for (const form of [[], ['--token', '--expires', '10m']]) {
    const headers = JSON.parse(await ok(['sign', 'POST', '/v2/repos/signed/data', '--json', ...form]))
    const response = await fetch(`${used.server}/v2/repos/signed/data`, {
      method: 'POST',
      headers,
      body: 'n=1',
    })
    assert.equal(response.status, 200)
  }
  assert.equal(await ok(['query', 'select count(*) as n from signed', '--json']), '{"n":2}\n')
})

test('a connection is made, seen without its secret, checked and deleted', async () => {
  const archive = ['--type', 'kodo', '--name', 'archive']
  const options = ['--set', 'endpoint=http://127.0.0.1:1', '--set', 'accessKey=7', '--secret', 'secretKey']
  assert.equal(
    await ok(['connection', 'create', ...archive, ...options], 'hunter2\n'),
    'connection archive created\n',
  )
  const shown = await ok(['connection', 'show', ...archive])
  assert.match(shown, /"accessKey": "7"/)
  assert.match(shown, /"secretKey": "\*{6}"/)
  assert.match(await ok(['connection', 'list']), /^kodo +archive +s3 +account/m)
  await ok(['connection', 'update', ...archive, '--set', 'region=here'])
  const { options: stored } = JSON.parse(await ok(['connection', 'show', ...archive, '--json']))
  assert.deepEqual([stored.region, stored.secretKey], ['here', '******'])
  const again = await sluice(['connection', 'create', ...archive, ...options], 'x\n')
  assert.deepEqual([again.exitCode, /exists/.test(again.err)], [2, true])
  const check = await sluice(['connection', 'check', ...archive])
  assert.equal(check.exitCode, 1)
  assert.match(check.err, /127\.0\.0\.1:1/)
  await ok(['connection', 'delete', ...archive])
  assert.equal((await sluice(['connection', 'show', ...archive])).exitCode, 1)
})

test('every export type says what it needs, and what one left on the server can be asked', async () => {
  const { exporters } = JSON.parse(await ok(['export', 'types', '--json']))
  for (const { type } of exporters) assert.match(await ok(['export', 'types', type]), /^OPTION +TYPE/m)
  await ok(['repo', 'create', 'sold', '--field', 'n:long'])
  const spec = ['--set', 'dbName=shop', '--set', 'tableName=sold', '--set', 'columns.n=#n']
  await ok(['export', 'create', 'sold', 'out', '--type', 'report', ...spec])
  await ok(['push', 'sold'], '{"n":9223372036854775807}')
  await until(['status', 'sold', '--json'], (out) => JSON.parse(out).tasks[0]?.position === '1')
  const ask = ['query', '--destination', 'report', 'select n from shop.sold']
  assert.equal(await ok(ask), '                  n\n9223372036854775807\n')
  assert.equal(await ok([...ask, '--json']), '{"n":9223372036854775807}\n')
})
