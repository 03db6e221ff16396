import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, createClient } from '@sluice/sdk'
import fc from 'fast-check'
import { apiDocument, isDocumented } from './api-document.ts'
import { requests } from './fuzz-requests.ts'
import type { RawAnswer } from './raw-request.ts'
import { stateOf } from './server-state.ts'
import { type Call, send } from './signed-request.ts'
import { startServer, type TestServer } from './start-server.ts'

/**
 * Whatever is asked, the server answers, in the form that client libraries read, and never with a fault of its own; what
 * it refuses has changed nothing. A test run asks the same each time, so that what fails is the change's doing; with
 * SLUICE_FUZZ_SECONDS (`npm run fuzz`) it goes on for so long and asks something new. SLUICE_FUZZ_SEED repeats the seed
 * that a failure prints.
 */
const { SLUICE_FUZZ_SECONDS, SLUICE_FUZZ_SEED } = process.env
const seconds = Number(SLUICE_FUZZ_SECONDS ?? 30)
const seed = SLUICE_FUZZ_SEED ?? (SLUICE_FUZZ_SECONDS === undefined ? '1' : undefined)
const answerMsMax = 60_000

let server: TestServer
let client: Client

before(async () => {
  server = await startServer()
  client = createClient({ server: server.url, accessKey: server.accessKey, secretKey: server.secretKey })
})
after(() => server[Symbol.asyncDispose]())

describe('whatever is asked', () => {
  const timeout = 2 * seconds * 1000 + answerMsMax
  it('is answered in form and without a fault, and changes nothing when it is refused', {
    timeout,
  }, async () => {
    await makeSome()
    const document = await apiDocument(server.url)
    const asked = { all: 0, refused: 0 }
    let state = await stateOf(server)
    const property = fc.asyncProperty(requests(document), async (call) => {
      const answer = await inTime(send(server.url, server, call))
      checkForm(answer)
      const code = /^\{"error":"(E\d+)/.exec(answer.body)?.[1]
      if (code) assert.ok(isDocumented(document, call, answer.status, code), `${code} is not in the document`)
      asked.all++
      if (call.method === 'GET') return
      const now = await stateOf(server)
      if (answer.status >= 400) {
        asked.refused++
        assert.deepEqual(now, state, `a refused request has left something: ${answer.body}`)
      }
      state = now
    })
    await fc.assert(property, {
      numRuns: 1_000_000,
      interruptAfterTimeLimit: seconds * 1000,
      // The server keeps what earlier requests made: a smaller request would meet another server.
      endOnFailure: true,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    })
    const faults = server
      .output()
      .split('\n')
      .filter((line) => line.includes('"request failed"'))
    assert.deepEqual(faults, [])
    // A run that refuses everything, or nothing, would prove little.
    assert.ok(asked.refused > 20 && asked.all - asked.refused > 20, JSON.stringify(asked))
  })

  /** Something for requests to meet. */
  async function makeSome(): Promise<void> {
    const schema = [
      { key: 'n', valtype: 'long' as const },
      { key: 's', valtype: 'string' as const },
      { key: 'd', valtype: 'date' as const },
      { key: 'm', valtype: 'map' as const, schema: [{ key: 'n', valtype: 'long' as const }] },
    ]
    for (const repo of ['web', 'a', 'b_1']) await client.repos.create(repo, { schema })
    await client.exports.create('web', 'e0', { type: 'blackhole', spec: {} })
    await client.push({ repo: 'web', text: 'n=1\ts=a' })
  }

  async function inTime(answer: Promise<RawAnswer>): Promise<RawAnswer> {
    const over = new AbortController()
    const late = pause(answerMsMax, undefined, { signal: over.signal }).then(() => {
      throw new Error(`no answer within ${answerMsMax} ms`)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      over.abort()
      late.catch(() => undefined)
    }
  }
})

/** Only families that Sluice does not have may answer with a 5xx: 501. */
function checkForm({ status, headers, body }: RawAnswer): void {
  assert.ok(status < 500 || status === 501, `${status} ${body}`)
  assert.ok(headers['x-reqid'], 'the answer has no X-Reqid')
  const isMetrics = status === 200 && headers['content-type']?.startsWith('text/plain')
  if (isMetrics) return
  assert.equal(headers['content-type'], 'application/json')
  // Behind it may be the answer to what a wrong Content-Length made of the rest.
  const text = Buffer.from(body).subarray(0, Number(headers['content-length'])).toString()
  const value: unknown = JSON.parse(text)
  if (status !== 200) assert.match(String(Object(value).error), /^(E\d{4,5}: .|bad token$)/)
}

describe('a repo that is deleted', () => {
  it('takes the pushes and reads of that moment, or refuses them: none is a fault', async () => {
    const calls: Call[] = [
      { method: 'POST', path: '/v2/repos/going/data', body: 'n=1' },
      { method: 'GET', path: '/v2/repos/going/records' },
      { method: 'GET', path: '/v2/repos/going/data' },
      { method: 'PUT', path: '/v2/repos/going', body: { description: 'x' } },
    ]
    for (let round = 0; round < 25; round++) {
      await client.repos.create('going', { schema: [{ key: 'n', valtype: 'long' }] })
      const meanwhile = [...calls, ...calls, ...calls].map((call) => send(server.url, server, call))
      const [, ...answers] = await Promise.all([client.repos.delete('going'), ...meanwhile])
      for (const { status, body } of answers)
        if (status !== 200) assert.match(body, /^\{"error":"E(18102|18113): /)
      assert.equal(await client.repos.exists('going'), false)
    }
  })
})

describe('what the fuzz found', () => {
  it('a name of any length reaches its operation', async () => {
    const name = 'a'.repeat(3000)
    const answer = await send(server.url, server, { method: 'GET', path: `/v2/repos/${name}` })
    checkForm(answer)
    assert.match(answer.body, /^\{"error":"E18102: /)
  })

  it('an Expect that is not 100-continue is refused in form', async () => {
    const call = { method: 'GET', path: '/v2/repos', headers: { Expect: 'x' } }
    const answer = await send(server.url, server, call)
    checkForm(answer)
    assert.equal(answer.status, 400)
  })

  it('a refusal reaches its client although the body behind it cannot be read', async () => {
    const unreadable: { [name: string]: string } = { 'Transfer-Encoding': 'x' }
    for (const headers of [unreadable, { ...unreadable, Expect: '100-continue' }]) {
      const answer = await send(server.url, server, { method: 'PROPFIND', path: '/v2/udf/x', headers })
      checkForm(answer)
      assert.match(answer.body, /^\{"error":"E9003: /)
    }
  })

  it('a GET that brings a body gets a large answer whole', async () => {
    for (let round = 0; round < 20; round++) {
      const answer = await send(server.url, server, { method: 'GET', path: '/openapi.json', body: 'x' })
      assert.equal(Buffer.byteLength(answer.body), Number(answer.headers['content-length']))
    }
  })
})
