import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createJsonLogger, type LogLevel } from './json-logger.ts'
import { ManualClock } from './manual-clock.ts'

function logger(level: LogLevel = 'info') {
  const lines: string[] = []
  const clock = new ManualClock(Date.UTC(2026, 0, 1))
  return {
    lines,
    log: createJsonLogger({ level, clock, destination: { write: (line) => lines.push(line) } }),
  }
}

test('an event is one line of JSON with time, level, fields and message', () => {
  const { lines, log } = logger()
  log.info({ repo: 'a\nb', position: 9223372036854775807n }, 'stored')
  assert.deepEqual(lines, [
    '{"level":"info","time":"2026-01-01T00:00:00.000Z","repo":"a\\nb","position":9223372036854775807,"message":"stored"}\n',
  ])
})

test('events below the level are not written', () => {
  const { lines, log } = logger('warn')
  for (const write of [log.debug, log.info, log.warn, log.error]) write.call(log, {}, 'x')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).level),
    ['warn', 'error'],
  )
})

test('a child adds its fields to every line', () => {
  const { lines, log } = logger()
  log.child({ repo: 'r' }).child({ task: 't' }).info({ n: 1 }, 'x')
  const { repo, task, n } = JSON.parse(lines[0] ?? '')
  assert.deepEqual([repo, task, n], ['r', 't', 1])
})

test('an error keeps its message, stack and cause', () => {
  const { lines, log } = logger()
  log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed')
  const { err } = JSON.parse(lines[0] ?? '')
  assert.equal(err.message, 'outer: inner')
  assert.match(err.stack, /json-logger\.test/)
})
