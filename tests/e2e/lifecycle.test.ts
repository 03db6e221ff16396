import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import { openRequest, readAnswer } from './raw-request.ts'
import { send, signed } from './signed-request.ts'
import { type StartOptions, startServer, type TestServer } from './start-server.ts'

/** Starting, stopping and starting again, as the person who runs the server sees it. */
const clientOf = ({ url, accessKey, secretKey }: TestServer): Client =>
  createClient({ server: url, accessKey, secretKey })

const schema = [{ key: 'n', valtype: 'long' as const }]

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await turn()
}

/** Starts a server that must not start, and gives what it says. */
async function refusedStart(options: StartOptions): Promise<string> {
  try {
    await using server = await startServer(options)
    assert.fail(`the server started: ${server.output()}`)
  } catch (error) {
    assert.ok(error instanceof Error)
    assert.match(error.message, /^the server exited with 1 before it was ready/)
    return error.message
  }
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-lifecycle-'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe('the first start', () => {
  it('makes the data directory and a key pair, printed once and kept for the owner only', () =>
    withFolder(async (folder) => {
      const dataDirectory = join(folder, 'a', 'data')
      const first = await startServer({ dataDirectory })
      await until(() => first.output().includes('Ctrl-C'))
      const { accessKey, secretKey } = first
      assert.match(first.output(), new RegExp(`access key {2}${accessKey}\n`))
      assert.match(first.output(), new RegExp(`secret key {2}${secretKey}\n`))
      const kept = join(dataDirectory, 'credentials.json')
      assert.equal((await stat(kept)).mode & 0o777, 0o600)
      assert.equal((await stat(dataDirectory)).mode & 0o777, 0o700)
      assert.deepEqual(JSON.parse(await readFile(kept, 'utf8')), { server: first.url, accessKey, secretKey })

      await using second = await first.restart()
      await until(() => second.output().includes('Ctrl-C'))
      assert.deepEqual([second.accessKey, second.secretKey], [accessKey, secretKey])
      assert.ok(!second.output().includes(secretKey))
      await clientOf(second).repos.list()
    }))

  it('takes a preset key pair', async () => {
    await using server = await startServer({
      environment: { SLUICE_ACCESS_KEY: 'AKpreset', SLUICE_SECRET_KEY: 'SKpreset' },
    })
    assert.deepEqual([server.accessKey, server.secretKey], ['AKpreset', 'SKpreset'])
    const preset = createClient({ server: server.url, accessKey: 'AKpreset', secretKey: 'SKpreset' })
    assert.deepEqual(await preset.repos.list(), [])
  })

  it('refuses half a key pair', async () => {
    const message = await refusedStart({ environment: { SLUICE_ACCESS_KEY: 'AKpreset' } })
    assert.match(message, /sluice: access-key is set without secret-key: set both or neither/)
  })
})

describe('a later start', () => {
  it('goes on where the last one stopped: records, tasks and their positions', async () => {
    const first = await startServer()
    const before = clientOf(first)
    await before.repos.create('r', { schema })
    await before.transforms.create('r', 't', 'out', {
      mode: 'sql',
      code: 'select n from stream',
      interval: '5s',
    })
    const spec = { bucket: 'b', fields: { n: '#n' }, rotateInterval: 1 }
    await before.exports.create('r', 'e', { type: 'kodo', spec })
    await before.push({ repo: 'r', text: 'n=1\nn=2\nn=3' })
    await until(async () => (await positions(first)).every((position) => position === '3'))
    assert.equal(await first.stop(), 0)

    await using second = await first.restart()
    const after = clientOf(second)
    assert.deepEqual(await positions(second), ['3', '3'])
    assert.deepEqual((await after.page('r', { from: 'oldest' })).records, [{ n: 1 }, { n: 2 }, { n: 3 }])
    await after.push({ repo: 'r', text: 'n=4' })
    await until(async () => (await positions(second)).every((position) => position === '4'))
    const { records } = await after.query('select n from out order by n')
    assert.deepEqual(records, [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
    const bucket = join(second.dataDirectory, 'objects/b')
    const objects = await Promise.all(
      (await readdir(bucket)).map((name) => readFile(join(bucket, name), 'utf8')),
    )
    assert.deepEqual(
      objects.join('').trim().split('\n').sort(),
      [1, 2, 3, 4].map((n) => `{"n":${n}}`),
    )
  })

  /** Of the transform and the export, decimal. */
  async function positions(server: TestServer): Promise<string[]> {
    const paths = ['/v2/repos/r/transforms/t/status', '/v2/repos/r/exports/e/status']
    return await Promise.all(
      paths.map(
        async (path) => JSON.parse((await send(server.url, server, { method: 'GET', path })).body).position,
      ),
    )
  }
})

describe('SIGTERM', () => {
  it('lets a push finish whose body is still coming, then ends the server with 0', async () => {
    const first = await startServer()
    await clientOf(first).repos.create('r', { schema })
    const push = {
      method: 'POST',
      path: '/v2/repos/r/data',
      headers: { 'Content-Type': 'text/plain', 'Content-Length': '7', Expect: '100-continue' },
    }
    const socket = openRequest(first.url, await signed(first, push))
    await new Promise((resolve) => socket.once('data', resolve))
    socket.write('n=1')
    const stopped = first.stop()
    await until(() => first.output().includes('stopping'))
    socket.write('\nn=2')
    assert.equal((await readAnswer(socket)).status, 200)
    assert.equal(await stopped, 0)

    await using second = await first.restart()
    assert.deepEqual((await clientOf(second).page('r', { from: 'oldest' })).records, [{ n: 1 }, { n: 2 }])
  })

  it('ends calls that wait for records', async () => {
    await using server = await startServer()
    const client = clientOf(server)
    await client.repos.create('r', { schema })
    const path = '/v2/repos/r/records?from=newest&wait=30'
    const waiting = send(server.url, server, { method: 'GET', path })
    await client.repos.list()
    assert.equal(await server.stop(), 0)
    assert.equal((await waiting).status, 200)
  })

  it('gives up on a client that never finishes, after stop-timeout', async () => {
    await using server = await startServer({ settings: { 'stop-timeout': '100ms' } })
    await clientOf(server).repos.create('r', { schema })
    const headers = { 'Content-Type': 'text/plain', 'Content-Length': '7', Expect: '100-continue' }
    const push = { method: 'POST', path: '/v2/repos/r/data', headers }
    const socket = openRequest(server.url, await signed(server, push))
    await new Promise((resolve) => socket.once('data', resolve))
    assert.equal(await server.stop(), 0)
    socket.destroy()
  })
})

describe('SIGTERM to npm start', () => {
  it('ends the server too, although npm passes no signal on', async () => {
    await using server = await startServer({ throughNpm: true })
    await server.stop()
    await assert.rejects(fetch(`${server.url}/healthz`), { name: 'TypeError' })
  })
})

describe('a start is refused', () => {
  it('when another server has the data directory', async () => {
    await using server = await startServer()
    const message = await refusedStart({ dataDirectory: server.dataDirectory })
    assert.match(
      message,
      /sluice: .* is in use by the Sluice server with process id \d+: stop it, or start with/,
    )
    await clientOf(server).repos.list()
  })

  it('when nothing can be kept in the data directory', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'file')
      await writeFile(file, '')
      // Nobody can make a folder below /proc; elsewhere there is no such place to try.
      const nowhere = process.platform === 'linux' ? ['/proc/sluice/data'] : []
      for (const dataDirectory of [file, join(file, 'data'), ...nowhere]) {
        const message = await refusedStart({ dataDirectory })
        assert.match(message, /^sluice: no data can be kept in .* \(E[A-Z]+: .*\): start with --data-dir </m)
        assert.doesNotMatch(message, /^ +at /m)
      }
    }))

  it('when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const port = String(typeof address === 'object' ? address?.port : address)
    const message = await refusedStart({ settings: { port } })
    assert.match(
      message,
      new RegExp(`sluice: port ${port} is in use: stop the other program, or start with --port`),
    )
    other.close()
  })

  it('when the host is no address of this machine', async () => {
    const message = await refusedStart({ settings: { host: '192.0.2.1' } })
    assert.match(
      message,
      /^sluice: cannot listen on 192\.0\.2\.1, port 0 \(EADDRNOTAVAIL\): start with --host/m,
    )
    assert.doesNotMatch(message, /^ +at /m)
  })

  it('when a flag, a variable or a key of the settings file is unknown', () =>
    withFolder(async (folder) => {
      const config = join(folder, 'settings.json')
      await writeFile(config, '{"retentoin":"1h"}')
      const flag = await refusedStart({ settings: { prot: '0' } })
      assert.match(flag, /sluice: flag --prot: there is no such setting; did you mean --port\?/)
      const variable = await refusedStart({ environment: { SLUICE_DATADIR: '/x' } })
      assert.match(variable, /environment variable SLUICE_DATADIR: .*did you mean SLUICE_DATA_DIR\?/)
      const key = await refusedStart({ settings: { config } })
      assert.match(key, /settings file .*settings\.json, 'retentoin': .*did you mean 'retention'\?/)
    }))

  it('when a value is wrong', async () => {
    const message = await refusedStart({ settings: { retention: 'forever' } })
    assert.match(message, /sluice: flag --retention: 'forever' must be a duration such as/)
  })
})

describe('--help', () => {
  it('prints every setting with its flag, its variable and its default', async () => {
    const main = join(import.meta.dirname, '../../packages/server/src/main.ts')
    const text = await new Promise<string>((resolve, reject) =>
      execFile(process.execPath, [main, '--help'], (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      ),
    )
    assert.match(text, /^ {2}--port <integer> +7758 +SLUICE_PORT$/m)
    assert.match(text, /^ {2}--data-dir <path> +\.\/sluice-data +SLUICE_DATA_DIR$/m)
    const reference = await readFile(join(import.meta.dirname, '../../docs/reference/settings.md'), 'utf8')
    const documented = [...reference.matchAll(/^\| `([a-z-]+)` \| `(SLUICE_\w+)`/gm)]
    assert.ok(documented.length > 10)
    for (const [, name, variable] of documented) assert.match(text, new RegExp(`--${name} .*${variable}`))
  })
})

describe('without a signature', () => {
  it('/healthz and /readyz say how the server is', async () => {
    await using server = await startServer()
    const health = await fetch(`${server.url}/healthz`)
    assert.equal(health.status, 200)
    assert.match(await health.text(), /^{"status":"ok","version":"[\d.]+"}$/)
    await until(async () => (await fetch(`${server.url}/readyz`)).status === 200)
    const ready = await fetch(`${server.url}/readyz`)
    assert.equal(await ready.text(), '{"status":"ready"}')
    assert.equal(ready.headers.get('content-type'), 'application/json')
    assert.ok(ready.headers.get('x-reqid'))
  })

  it('/metrics has every documented metric in the Prometheus text format', async () => {
    await using server = await startServer()
    const client = clientOf(server)
    await client.repos.create('r', { schema })
    await client.exports.create('r', 'e', { type: 'kodo', spec: { bucket: 'b', fields: { n: '#n' } } })
    await client.push({ repo: 'r', text: 'n=1' })
    const response = await fetch(`${server.url}/metrics`)
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    const text = await response.text()
    const types = new Map(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => [name, type]),
    )
    for (const line of text.split('\n'))
      assert.match(line, /^$|^# (HELP|TYPE) \w+ |^\w+(\{.*\})? (-?[\d.e+-]+|[+-]Inf|NaN)$/)
    const reference = await readFile(join(import.meta.dirname, '../../docs/reference/metrics.md'), 'utf8')
    const documented = [...reference.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)]
    assert.ok(documented.length > 8)
    for (const [, name = '', type] of documented) assert.equal(types.get(name), type, name)
    assert.match(text, /^sluice_push_requests_total\{code="ok"\} 1$/m)
    assert.match(text, /^sluice_push_records_total\{account="admin",repo="r"\} 1$/m)
    assert.match(text, /^sluice_task_state\{.*repo="r",task="e",kind="export",state="\w+"\} 1$/m)
  })
})
