import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concealInLogs, concealSecrets } from './conceal-secrets.ts'
import { Busy, RefusedBatch } from './exporter.ts'
import { MemoryExporter } from './testing/memory-exporter.ts'
import { batchOf } from './testing/records.ts'

const never = new AbortController().signal
const secrets = ['pass', 'passphrase', 'abc']

test('what an exporter throws keeps its class and loses the secrets, the longest first', async () => {
  const exporter = new MemoryExporter()
  const guarded = concealSecrets(() => exporter, secrets)
  for (const error of [new RefusedBatch('passphrase pass abc'), new Busy('passphrase pass abc', 7)]) {
    exporter.obstacle = () => {
      throw error
    }
    for (const call of [() => guarded.open(undefined, never), () => guarded.write(batchOf(0, 1), never)])
      await assert.rejects(call(), (thrown) => {
        assert.equal(thrown, error)
        assert.equal(error.message, '****** ****** abc')
        return !error.stack?.includes('passphrase')
      })
  }
})

test('what goes wrong when it is made loses the secrets too', () => {
  const create = () => {
    throw new TypeError('no address: http://user:passphrase@')
  }
  assert.throws(() => concealSecrets(create, secrets), {
    name: 'TypeError',
    message: 'no address: http://user:******@',
  })
})

test('findings, reasons and details are masked, and everything else is as it was', async () => {
  const exporter = new MemoryExporter()
  const guarded = concealSecrets(() => exporter, secrets)
  assert.equal(await guarded.check(never), undefined)
  exporter.problem = 'user:passphrase@host'
  assert.equal(await guarded.check(never), 'user:******@host')
  exporter.progress = () => ({ taken: 1, rejected: [{ index: 0, reason: 'no pass' }], detail: 'pass' })
  assert.deepEqual(await guarded.write(batchOf(0, 2), never), {
    delivered: 1n,
    taken: 1,
    rejected: [{ index: 0, reason: 'no ******' }],
    detail: '******',
  })
  assert.equal(await guarded.settle(never), undefined)
  assert.equal(guarded.finish, undefined)
})

test('log lines are masked in message and fields, also those of children', () => {
  const lines: unknown[] = []
  const keep = (fields: object, message: string) => lines.push([fields, message])
  const logger = {
    debug: keep,
    info: keep,
    warn: keep,
    error: keep,
    child: (fields: object) => {
      lines.push(fields)
      return logger
    },
  }
  concealInLogs(logger, secrets).child({ url: 'x:pass@y' }).warn({ at: 7, error: 'pass' }, 'passphrase!')
  assert.deepEqual(lines, [{ url: 'x:******@y' }, [{ at: 7, error: '******' }, '******!']])
})
