import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Client, createClient } from '@sluice/sdk'
import { openRequest, type RawAnswer, readAnswer } from './raw-request.ts'
import { type Call, send, signed } from './signed-request.ts'
import { startServer, type TestServer } from './start-server.ts'

/** Length and size rules of request bodies, and what clients that misbehave get. */
const MiB = 1024 * 1024
const line = 'n=1\n'
const twoMiB = line.repeat((2 * MiB) / line.length)

let server: TestServer
let client: Client
let stored = 0n

before(async () => {
  server = await startServer({ settings: { 'in-flight-bytes-max': '2MiB' } })
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
  await client.repos.create('r', { schema: [{ key: 'n', valtype: 'long' }] })
})
after(() => server[Symbol.asyncDispose]())

const ask = (call: Call): Promise<RawAnswer> => send(server.url, server, call)
const push = (body: string | Uint8Array, headers: { [name: string]: string } = {}): Call => ({
  method: 'POST',
  path: '/v2/repos/r/data',
  body,
  headers: { 'Content-Type': 'text/plain', ...headers },
})
const gzipped = (body: Uint8Array): Call => push(body, { 'Content-Encoding': 'gzip' })

async function refused(call: Call, status: number, message: RegExp): Promise<void> {
  checkRefusal(await ask(call), status, message)
  await checkStored(0)
}

function checkRefusal(answer: RawAnswer, status: number, message: RegExp): void {
  assert.match(JSON.parse(answer.body).error, message)
  assert.equal(answer.status, status)
  assert.equal(answer.headers['content-type'], 'application/json')
}

async function accepted(call: Call, records: number): Promise<void> {
  const answer = await ask(call)
  assert.deepEqual([answer.status, answer.body], [200, '{}'])
  await checkStored(records)
}

async function checkStored(more: number): Promise<void> {
  stored += BigInt(more)
  assert.equal((await client.page('r', { from: 'newest' })).next, stored)
}

describe('Content-Length', () => {
  it('has to be there: a chunked body is refused', async () => {
    const chunked = {
      ...push('3\r\nn=1\r\n0\r\n\r\n', { 'Transfer-Encoding': 'chunked' }),
      without: ['Content-Length'],
    }
    await refused(chunked, 411, /^E18003: /)
  })

  it('has to be a number of bytes', async () => {
    for (const length of ['', 'three', '-3', '+3', '3.0', '0x3', '3 3', '99999999999999999999999'])
      await refused(push('n=1', { 'Content-Length': length }), 400, /^E18004: /)
  })

  it('has to be given one way only', async () => {
    await refused(push('n=1', { 'Transfer-Encoding': 'chunked' }), 400, /^E18004: /)
  })

  it('is kept to: a body that ends before it is refused', async () => {
    await refused(
      { ...push('n=1\n', { 'Content-Length': '8' }), halfClose: true },
      400,
      /^E18004: the body ended/,
    )
  })

  it('may be zero where no body is read', async () => {
    const start = {
      method: 'POST',
      path: '/v2/groups/none/actions/start',
      headers: { 'Content-Length': '0' },
    }
    checkRefusal(await ask(start), 404, /^E18120: /)
  })
})

describe('the largest body', () => {
  it('of a push is exactly 2 MiB', async () => {
    await accepted(push(twoMiB), twoMiB.length / line.length)
    await refused(
      push(`${twoMiB}\n`),
      413,
      /^E18005: the request body of 2097153 bytes is larger than 2097152/,
    )
  })

  it('is counted after inflating', async () => {
    await accepted(gzipped(gzipSync(twoMiB)), twoMiB.length / line.length)
    await refused(gzipped(gzipSync(`${twoMiB}\n`)), 413, /^E18005: the inflated request body/)
  })

  it('when exceeded gives an answer that reaches a client which closes, and one which keeps its connection', async () => {
    const body = '\n'.repeat(3 * MiB)
    await refused(push(body), 413, /^E18005: /)
    await refused(push(body, { Connection: 'keep-alive' }), 413, /^E18005: /)
    const { headers } = await signed(server, push(body))
    const answer = await fetch(`${server.url}/v2/repos/r/data`, {
      method: 'POST',
      body,
      headers: allowed(headers),
    })
    assert.equal(answer.status, 413)
    assert.match(await answer.text(), /^{"error":"E18005: /)
  })

  it('of other requests is 2 MiB too', async () => {
    const create = { method: 'POST', path: '/v2/repos/fresh', body: ' '.repeat(3 * MiB) }
    await refused(create, 413, /^E18005: /)
  })
})

/** fetch sets these itself. */
function allowed(headers: { readonly [name: string]: string }): { [name: string]: string } {
  const own = ['Content-Length', 'Connection']
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name)))
}

describe('gzip', () => {
  it('bombs are refused without being inflated past the limit', async () => {
    const zeros = gzipSync(Buffer.alloc(16 * MiB))
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => zeros))
    const before = peakBytes()
    for (let i = 0; i < 3; i++) await refused(gzipped(bomb), 413, /^E18005: the inflated request body/)
    const single = gzipSync(Buffer.alloc(256 * MiB), { level: 1 })
    await refused(gzipped(single), 413, /^E18005: the inflated request body/)
    assert.ok(peakBytes() - before < 128 * MiB, `${before} → ${peakBytes()}`)
  })

  it('that is broken is refused', async () => {
    const whole = gzipSync(line.repeat(1000))
    const flipped = Buffer.from(whole)
    flipped.writeUInt8(flipped.readUInt8(flipped.length - 6) ^ 0xff, flipped.length - 6)
    for (const broken of [whole.subarray(0, -9), whole.subarray(10), flipped, Buffer.from('n=1')])
      await refused(gzipped(broken), 400, /^E18125: the gzip body is unreadable/)
  })
})

/** Most memory that the server has held; 0 where the system does not tell. */
function peakBytes(): number {
  const pid = readFileSync(join(server.dataDirectory, 'server.pid'), 'utf8').trim()
  const path = `/proc/${pid}/status`
  if (!existsSync(path)) return 0
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1]) * 1024
}

describe('an empty body', () => {
  it('is refused, also when it is empty only once inflated, or holds no record', async () => {
    await refused(push(''), 400, /^E18006: /)
    await refused(gzipped(gzipSync('')), 400, /^E18006: /)
    await refused(push('\n\r\n\n'), 400, /^E18006: /)
    await refused(push('[]', { 'Content-Type': 'application/json' }), 400, /^E18006: /)
    await refused({ method: 'POST', path: '/v2/repos/fresh', body: '' }, 400, /^E18006: /)
  })
})

describe('a JSON body', () => {
  const create = (body: string): Call => ({ method: 'POST', path: '/v2/repos/fresh', body })
  const schema = '"schema":[{"key":"n","valtype":"long"}]'
  const made = async (body: string, wanted: object) => {
    assert.equal((await ask(create(body))).body, '{}')
    const { body: got } = await ask({ method: 'GET', path: '/v2/repos/fresh' })
    assert.deepEqual({ ...JSON.parse(got), ...wanted }, JSON.parse(got))
    await client.repos.delete('fresh')
  }

  it('that is malformed is refused', async () => {
    for (const body of [
      '{',
      '{"region":"nb",}',
      "{'region':'nb'}",
      'null',
      '5',
      '[]',
      '"nb"',
      'region=nb',
      '\u0000',
    ])
      await refused(create(body), 400, /^E18007: /)
  })

  it('that nests too deep is refused', async () => {
    const deep = 100_000
    await refused(create('['.repeat(deep) + ']'.repeat(deep)), 400, /^E18007: .*nests deeper than 64 levels/)
    await refused(create(`${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`), 400, /^E18007: .*nests deeper/)
    const json = { 'Content-Type': 'application/json' }
    await refused(push('['.repeat(deep), json), 400, /^E18007: /)
    await refused(push(`{"n":${'['.repeat(deep)}`, json), 400, /^E18(007|110): /)
  })

  it('may have a key twice: the last one counts', async () => {
    await made(`{"region":"bc","region":"nb",${schema}}`, { region: 'nb' })
  })

  it('may have unknown keys', async () => {
    await made(
      `{"region":"nb","RepoName":"fresh","Option":{"a":[1]},"PipelineGetRepoToken":{},${schema}}`,
      {},
    )
  })

  it('may say null for what is absent', async () => {
    const nulls = '"options":null,"group":null,"workflow":null,"ruleNames":null,"description":null'
    await made(`{"region":"nb",${nulls},${schema}}`, { group: '', ruleNames: null, description: null })
    await refused(create(`{"region":null,${schema}}`), 400, /^E18212: region is missing/)
    await refused(create('{"region":"nb","schema":null}'), 400, /^E18105: /)
  })
})

describe('bytes in flight', () => {
  const announced = { 'Content-Length': String(2 * MiB), Expect: '100-continue' }
  const startPush = async () => {
    const socket = openRequest(server.url, await signed(server, { ...push('', announced), body: undefined }))
    await new Promise((resolve) => socket.once('data', resolve))
    return socket
  }

  it('at their limit refuse further pushes with 429 and Retry-After, until there is room again', async () => {
    const slow = await startPush()
    const answer = await ask(push('n=1'))
    checkRefusal(answer, 429, /^E9002: too many bytes are being pushed at once/)
    assert.match(answer.headers['retry-after'] ?? '', /^[1-9]\d*$/)
    await checkStored(0)
    slow.write(twoMiB)
    assert.equal((await readAnswer(slow)).status, 200)
    await checkStored(twoMiB.length / line.length)
    await accepted(push('n=1'), 1)
  })

  it('of a client that goes away are free again, and nothing of its push is stored', async () => {
    const slow = await startPush()
    slow.write(line.repeat(1000))
    slow.resetAndDestroy()
    let answer = await ask(push('n=1'))
    while (answer.status === 429) answer = await ask(push('n=1'))
    assert.equal(answer.status, 200)
    await checkStored(1)
    assert.doesNotMatch(server.output(), /request failed/)
  })
})

describe('a connection', () => {
  it('that speaks no HTTP gets an answer that any client can read', async () => {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.write('hello\r\n\r\n')
    checkRefusal(await readAnswer(socket), 400, /^E18007: this is not an HTTP request/)
  })

  it('with headers that are too large gets 431', async () => {
    const large = { method: 'GET', path: '/v2/repos', headers: { 'X-Large': 'x'.repeat(64 * 1024) } }
    const answer = await ask(large)
    checkRefusal(answer, 431, /^E18007: the request headers are too large/)
  })
})
