import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { systemClock } from '../runtime/clock.ts'
import { createStoreReader, type StoreReaderDeps } from './store-reader.ts'

const never = new AbortController().signal

function setUp(context: TestContext, limits: StoreReaderDeps['limits'] = {}) {
  const script = new URL('./testing/store-worker.ts', import.meta.url)
  const reader = createStoreReader({
    storesDirectory: '/stores',
    timeZone: 'Asia/Shanghai',
    clock: systemClock,
    limits,
    script,
  })
  context.after(() => reader.close())
  const ask = (what: string, signal = never) => reader.read('test', 'alice', { do: what }, signal)
  return { reader, ask }
}

test('a query reaches the store with the folder of its account, and the answer comes back as it is', async (context) => {
  const { ask } = setUp(context)
  assert.deepEqual(JSON.parse(await ask('echo')), {
    query: { do: 'echo' },
    deps: { account: 'alice', storeDirectory: '/stores/test/alice', timeZone: 'Asia/Shanghai' },
  })
})

test('what the store refuses keeps its code; any other error has none', async (context) => {
  const { reader, ask } = setUp(context)
  await assert.rejects(ask('refuse'), { code: 'E18209', message: 'no such table' })
  await assert.rejects(ask('fail'), (error: Error) => !('code' in error) && error.message === 'disk on fire')
  await assert.rejects(reader.read('gone', 'alice', {}, never), /'gone' has no store/)
  assert.ok(await ask('echo'))
})

test('a query that takes too long is refused, even one that heeds no signal, and the next one works', async (context) => {
  const { ask } = setUp(context, { readMsMax: 300, threadsMax: 1 })
  await assert.rejects(ask('wait'), { code: 'E18007', message: /longer than 0.3 s/ })
  await assert.rejects(ask('spin'), { code: 'E18007', message: /longer than 0.3 s/ })
  await assert.rejects(ask('wait'), { code: 'E18007' })
})

test('a query that takes too much memory, or ends its thread, ends alone', async (context) => {
  const { ask } = setUp(context, { memoryMiBMax: 32, threadsMax: 1 })
  await assert.rejects(ask('hoard'), { code: 'E18007', message: /more than 32 MiB/ })
  await assert.rejects(ask('exit'), { code: 'E9000' })
  assert.ok(await ask('echo'))
})

test('an answer that is too large is refused by its size', async (context) => {
  const { ask } = setUp(context, { answerCharactersMax: 1_000_000 })
  await assert.rejects(ask('long'), { code: 'E18007', message: /2000002 characters, more than 1000000/ })
})

test('queries wait for a thread, no more than so many, and one that is given up makes room', async (context) => {
  const { ask } = setUp(context, { threadsMax: 1, waitingMax: 1 })
  const first = new AbortController()
  const second = new AbortController()
  const running = ask('wait', first.signal)
  const waiting = ask('wait', second.signal)
  await assert.rejects(ask('echo'), { code: 'E9002', status: 429 })
  second.abort(new Error('gone'))
  await assert.rejects(waiting, /gone/)
  const next = ask('echo')
  first.abort(new Error('gone too'))
  await assert.rejects(running, /gone too/)
  assert.ok(await next)
})
