import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  type Answer,
  type RecordedRequest,
  startRecordingServer,
  testKeys,
} from '@sluice/sdk/recording-server'
import { run } from './run.ts'
import { createTestShell, type TestShellOptions, testNowMs } from './test-shell.ts'

let directory = ''
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-cli-'))
})
after(() => rm(directory, { recursive: true }))

type Answers = (request: RecordedRequest) => Answer

/** Runs a command line against a server that answers as told. */
async function sluice(
  words: readonly string[],
  answer: Answers = () => '{}',
  options: TestShellOptions = {},
) {
  await using net = await startRecordingServer(answer)
  const keys = { SLUICE_ACCESS_KEY: testKeys.accessKey, SLUICE_SECRET_KEY: testKeys.secretKey }
  const env = { SLUICE_SERVER: net.server, ...keys, ...options.env }
  const shell = createTestShell({ directory, ...options, env })
  const exitCode = await run(words, shell)
  const requests = net.requests.map(({ method, url, body }) => `${method} ${url} ${body}`.trim())
  return { exitCode, out: shell.out, err: shell.err, requests, server: net.server }
}

test('a repo is created from fields on the command line', async () => {
  const { exitCode, out, requests } = await sluice([
    'repo',
    'create',
    'web',
    '--field',
    'id:long:required',
    '--field',
    'tags:array(string)',
    '--with-ip',
    'ip',
  ])
  assert.equal(exitCode, 0)
  assert.equal(out, 'repo web created\n')
  assert.deepEqual(requests, [
    'POST /v2/repos/web {"region":"nb","schema":[{"key":"id","valtype":"long","required":true},{"key":"tags","valtype":"array","elemtype":"string"}],"options":{"withIP":"ip"}}',
  ])
})

test('a schema may come from a file, a list or a whole repo', async () => {
  const schema = [{ key: 'm', valtype: 'map', schema: [{ key: 'a', valtype: 'long' }] }]
  const path = join(directory, 'schema.json')
  for (const file of [schema, { region: 'nb', schema }]) {
    await writeFile(path, JSON.stringify(file))
    const { requests } = await sluice(['repo', 'create', 'web', '--schema', path])
    assert.deepEqual(requests, [`POST /v2/repos/web {"region":"nb","schema":${JSON.stringify(schema)}}`])
  }
})

test('an update adds fields and options to those there are', async () => {
  const repo = '{"schema":[{"key":"a","valtype":"long","required":false}],"options":{"withIP":"ip"}}'
  const { requests } = await sluice(
    ['repo', 'update', 'web', '--field', 'b:string', '--with-timestamp', 'at'],
    ({ method }) => (method === 'GET' ? repo : '{}'),
  )
  assert.equal(
    requests[1],
    'PUT /v2/repos/web {"schema":[{"key":"a","valtype":"long","required":false},{"key":"b","valtype":"string"}],"options":{"withIP":"ip","withTimestamp":"at"}}',
  )
})

test('an update does not take a field that the repo has', async () => {
  const repo = '{"schema":[{"key":"a","valtype":"array","elemtype":"long","required":false}],"options":{}}'
  const { exitCode, err, requests } = await sluice(
    ['repo', 'update', 'web', '--field', 'a:string'],
    () => repo,
  )
  assert.equal(exitCode, 2)
  assert.equal(
    err,
    "sluice: repo 'web' has the field 'a' already, as array(long)\n  fields keep their type\n",
  )
  assert.equal(requests.length, 1)
})

test('an option before the command is told where it belongs', async () => {
  const { exitCode, err } = await sluice(['--profile', 'work', 'repo', 'list'])
  assert.equal(exitCode, 2)
  assert.ok(err.includes('--profile stands before the command'), err)
})

test('a transform is created from options, its SQL from a file', async () => {
  const path = join(directory, 'hits.sql')
  await writeFile(path, 'select 1\n')
  const words = ['transform', 'create', 'web', 'hits', '--to', 'out', '--sql-file', path]
  const { requests } = await sluice([
    ...words,
    '--interval',
    '5s',
    '--container',
    '2U4G',
    '--whence',
    'oldest',
  ])
  assert.deepEqual(requests, [
    'POST /v2/repos/web/transforms/hits/to/out {"mode":"sql","code":"select 1\\n","interval":"5s","container":{"type":"2U4G"},"whence":"oldest"}',
  ])
})

test('an export update keeps what is not set', async () => {
  const stored = '{"name":"e","type":"http","spec":{"host":"a","uri":"/","format":"json"}}'
  const { requests } = await sluice(['export', 'update', 'web', 'e', '--set', 'host=b'], ({ method, url }) =>
    url === '/v2/exporters' ? '{"exporters":[]}' : method === 'GET' ? stored : '{}',
  )
  assert.equal(requests[2], 'PUT /v2/repos/web/exports/e {"spec":{"host":"b","uri":"/","format":"json"}}')
})

test('a plugin is uploaded with its MD5', async () => {
  const path = join(directory, 'a.jar')
  await writeFile(path, 'qiniu')
  await using net = await startRecordingServer(() => '{}')
  const env = { SLUICE_SERVER: net.server, SLUICE_ACCESS_KEY: 'AKtest', SLUICE_SECRET_KEY: 'SKtest' }
  assert.equal(await run(['plugin', 'upload', 'com.x.P', path], createTestShell({ env })), 0)
  assert.equal(net.requests[0]?.headers['content-md5'], 'gLL29S04bTCxYd2kCqsEIQ==')
})

test('records are pushed as they are written, by the name of the file or its start', async () => {
  const files: { [name: string]: string } = {
    'a.ndjson': '{"id":1}\n{"id":2}\n',
    'b.json': '[{"id":1},{"id":2}]',
    'c.csv': 'id\n1\n2\n',
    'd.log': '{"id":1}\n{"id":2}\n',
  }
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(directory, name), text)
    const { requests, err } = await sluice(
      ['push', 'web', name],
      () => '{"schema":[{"key":"id","valtype":"long"}]}',
    )
    assert.equal(requests.at(-1), 'POST /v2/repos/web/data {"id":1}\n{"id":2}', name)
    assert.match(err, /^pushed 2 records \(18 B\) in 0 s\n$/)
  }
})

test('push reads standard input, adds tags, and answers in JSON when asked', async () => {
  const { out, requests } = await sluice(['push', 'web', '--tags', 'a=1', '--json'], () => '{}', {
    stdin: 'id=1\n',
  })
  assert.deepEqual(requests, ['POST /v2/repos/web/data?tags=YT0x id=1'])
  assert.deepEqual(JSON.parse(out), { records: 1, bytes: 5, requests: 1, seconds: 0 })
})

test('a refused record is counted over the whole input', async () => {
  let pushes = 0
  const refuseThird = () =>
    ++pushes === 3
      ? { status: 400, body: `{"error":"E18110: line 2, field 'id': \\"x\\" is not a long"}` }
      : '{}'
  const stdin = 'id=1\n'.repeat(9)
  const { exitCode, err } = await sluice(['push', 'web', '--batch', '3'], refuseThird, { stdin })
  assert.equal(exitCode, 1)
  assert.equal(
    err,
    `sluice: E18110: line 2, field 'id': "x" is not a long
  counted over the whole input it is record 8
  the first 6 records of the input are stored, the 3 after them are not
`,
  )
})

test('tail begins before the end and keeps every digit', async () => {
  const { out, requests } = await sluice(['tail', 'web', '-n', '1'], ({ url }) => {
    if (url.includes('from=newest')) return '{"records":[],"from":"7","next":"7"}'
    return url.includes('from=6')
      ? '{"records":[{"id":9223372036854775807}],"from":"6","next":"7"}'
      : '{"records":[],"from":"7","next":"7"}'
  })
  assert.equal(out, '{"id":9223372036854775807}\n')
  assert.equal(requests[1], 'GET /v2/repos/web/records?from=6&count=1000&wait=0')
})

const result =
  '{"schema":[{"key":"name","valtype":"string"},{"key":"n","valtype":"long"}],"records":[{"name":"a","n":9223372036854775807},{"n":1}],"truncated":true}'

test('a query prints a table, or a JSON object a line', async () => {
  const table = await sluice(['query', 'select 1', '--limit', '2'], () => result)
  assert.equal(table.out, 'name                    n\na     9223372036854775807\n                        1\n')
  assert.equal(table.err, 'only the first 2 rows: there are more, see --limit\n')
  assert.deepEqual(table.requests, ['POST /v2/query {"sql":"select 1","limit":2}'])
  const lines = await sluice(['query', 'select 1', '--json'], () => result)
  assert.equal(lines.out, '{"name":"a","n":9223372036854775807}\n{"n":1}\n')
})

test('status shows each task with lag and last error', async () => {
  const task = {
    kind: 'export',
    repo: 'web',
    name: 'copy',
    target: 'http',
    state: 'retrying',
    position: '1200',
    end: '1500',
    lagRecords: '300',
    lagSeconds: 75.2,
    lastError: { message: 'connection refused', at: new Date(testNowMs - 4000).toISOString() },
    counters: { recordsOut: 1200 },
    notes: ['a note'],
  }
  const answer = () => JSON.stringify({ tasks: [task] })
  const { out } = await sluice(['status'], answer)
  assert.equal(
    out,
    `REPO  TASK         TO    STATE     POSITION  BEHIND   LAG  LAST ERROR
web   export copy  http  retrying     1,200     300  75 s  4 s ago: connection refused
`,
  )
  const verbose = await sluice(['status', '--verbose'], answer)
  assert.match(verbose.out, /web, export copy:\n {2}recordsOut 1,200\n {2}a note\n$/)
  assert.deepEqual(JSON.parse((await sluice(['status', '--json'], answer)).out), { tasks: [task] })
})

test('sign prints headers that the server accepts, or a whole curl command', async () => {
  const headers = await sluice(['sign', 'GET', '/v2/repos?withDag=true'])
  assert.match(
    headers.out,
    /^Authorization: Pandora AKtest:[\w-]{27}=\nDate: Fri, 02 Jan 2026 03:04:05 GMT\n$/,
  )
  const token = JSON.parse(
    (await sluice(['sign', 'post', '/v2/repos/web/data', '--token', '--expires', '1h', '--json'])).out,
  )
  const description = JSON.parse(Buffer.from(token.Authorization.split(':')[2], 'base64url').toString())
  assert.deepEqual(description, {
    resource: '/v2/repos/web/data',
    expires: testNowMs / 1000 + 3600,
    contentMD5: '',
    contentType: 'text/plain',
    headers: '',
    method: 'POST',
  })
  const { out, server } = await sluice(['sign', 'POST', '/v2/repos/web/data', '--data', "it's"])
  assert.ok(out.startsWith("curl -X POST -H 'Authorization: Pandora AKtest:"))
  assert.ok(
    out.endsWith(`-H 'Content-Type: text/plain' --data-binary 'it'\\''s' ${server}/v2/repos/web/data\n`),
  )
})

test('an account can be saved as a profile without showing its secret', async () => {
  const answer = () => '{"name":"alice","accessKey":"AKa","secretKey":"SKa"}'
  const created = await sluice(['account', 'create', 'alice', '--save', 'alice'], answer)
  assert.doesNotMatch(created.out + created.err, /SKa/)
  const shown = await sluice(['config', 'show'])
  assert.match(shown.out, /alice {2,}http:\/\/127\.0\.0\.1:\d+ {2}AKa/)
  assert.doesNotMatch(shown.out, /SKa/)
  const deleted = await sluice(['config', 'delete', 'alice'])
  assert.equal(deleted.exitCode, 0)
})

test('a profile takes its secret from standard input', async () => {
  const env = { SLUICE_SECRET_KEY: undefined, SLUICE_ACCESS_KEY: undefined }
  const words = ['config', 'set', 'work', '--server', 'http://h:1', '--access-key', 'AKw']
  assert.equal((await sluice(words, undefined, { env, stdin: 'SKw\n' })).exitCode, 0)
  const { out } = await sluice(['config', 'show', '--json', '--profile', 'work'])
  assert.deepEqual(JSON.parse(out).used, { server: 'http://h:1', accessKey: 'AKw', from: "profile 'work'" })
})

test('a refusal is exit code 1, with code and message', async () => {
  const refuse = () => ({ status: 404, body: `{"error":"E18102: repo 'web' does not exist"}` })
  const { exitCode, out, err } = await sluice(['repo', 'get', 'web', '--json'], refuse)
  assert.equal(exitCode, 1)
  assert.equal(out, '')
  assert.equal(err, "sluice: E18102: repo 'web' does not exist\n")
})

test('wrong usage is exit code 2, and says what was meant', async () => {
  const cases: [string, string][] = [
    ['', 'sluice: which command?\n  see: sluice help\n'],
    ['querry x', "sluice: unknown command 'querry'\n  did you mean query?\n"],
    [
      'account creat',
      "sluice: unknown command 'account creat'\n  one of: account create, account list, account delete\n",
    ],
    ['account', 'sluice: account: what to do?\n  one of: account create, account list, account delete\n'],
    ['tail web --form 1', 'sluice: unknown option --form: did you mean --from?\n  see: sluice help tail\n'],
    ['tail', 'sluice: <repo> is missing\n  see: sluice help tail\n'],
    ['tail a b', "sluice: unexpected argument 'b'\n  see: sluice help tail\n"],
    ['tail web -n x', 'sluice: --count x is not a whole number\n'],
    ['tail web --count', "sluice: Option '-n, --count <value>' argument missing\n  see: sluice help tail\n"],
    ['push web nofile', `sluice: cannot read ${join(directory, 'nofile')}: there is no such file\n`],
    ['repo create web', 'sluice: a repo needs fields\n  give --field name:type, or --schema <file>\n'],
    ['transform create a b --sql x', 'sluice: --to is missing: the repo that gets the results\n'],
  ]
  for (const [words, expected] of cases) {
    const { exitCode, err } = await sluice(words.split(' ').filter((word) => word !== ''))
    assert.equal(err, expected)
    assert.equal(exitCode, 2, words)
  }
})

test('no server is exit code 3, and says how to start one', async () => {
  const gone = await startRecordingServer(() => '{}')
  await gone[Symbol.asyncDispose]()
  const { exitCode, err } = await sluice(['repo', 'list', '--server', gone.server])
  assert.equal(exitCode, 3)
  assert.equal(
    err,
    `sluice: cannot reach ${gone.server}: connection refused\n  is the server running? start it with npm start\n`,
  )
})

test('refused keys are exit code 4: which, from where, and why', async () => {
  const env = { SLUICE_SECRET_KEY: 'wrong' }
  const { exitCode, err, server } = await sluice(['repo', 'list'], undefined, { env })
  assert.equal(exitCode, 4)
  // The clock of the test shell stands still at a day long gone.
  assert.match(
    err.replace(/is \d+ min/, 'is n min'),
    /the clock of this machine is n min behind that of the server/,
  )
  assert.ok(
    err.startsWith(
      `sluice: bad token: ${server} refused access key AKtest (from SLUICE_ACCESS_KEY in the environment)\n  the server says: signature differs\n`,
    ),
  )
})

test('no keys at all is exit code 4', async () => {
  const shell = createTestShell({ directory: join(directory, 'empty') })
  assert.equal(await run(['repo', 'list'], shell), 4)
  assert.match(shell.err, /^sluice: no keys: .*\n {2}set SLUICE_ACCESS_KEY/)
})

test('--verbose says which keys are used', async () => {
  const { err } = await sluice(['repo', 'list', '--verbose'], () => '{"repos":[]}')
  assert.match(
    err,
    /^server http:\/\/127\.0\.0\.1:\d+, access key AKtest, from SLUICE_ACCESS_KEY in the environment\n$/,
  )
})

test('a push without an answer says what is known to be stored', async () => {
  let pushes = 0
  const hangUp = () => (++pushes === 1 ? '{}' : 'hang up')
  const words = ['push', 'web', '--batch', '2', '--attempts', '1']
  const { exitCode, err } = await sluice(words, hangUp, { stdin: 'id=1\n'.repeat(4) })
  assert.equal(exitCode, 3)
  assert.match(err, /\n {2}the first 2 records of the input are known to be stored, the next 2 may be\n$/)
})
