import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Progress } from './progress.ts'
import { createTestShell } from './test-shell.ts'

test('a log gets a plain line now and then', () => {
  const { stderr, ...shell } = createTestShell()
  const written: string[] = []
  const output = { ...stderr, write: async (text: string) => void written.push(text) }
  let seconds = 0
  const progress = new Progress(
    output,
    () => shell.nowMs() + seconds * 1000,
    () => seconds / 100,
  )
  for (seconds = 1; seconds <= 25; seconds++) progress.show({ records: seconds * 1e4, bytes: seconds * 1e6 })
  assert.deepEqual(written, [
    ' 10%  100,000 records  10.0 MB  10,000 records/s  1.0 MB/s  90 s left\n',
    ' 20%  200,000 records  20.0 MB  10,000 records/s  1.0 MB/s  80 s left\n',
  ])
})

test('a terminal gets one line with a bar, drawn over and over', () => {
  const shell = createTestShell({ tickMs: 1000, tty: true })
  const progress = new Progress(shell.stderr, shell.nowMs, () => 0.5)
  progress.show({ records: 10, bytes: 2000 })
  progress.show({ records: 20, bytes: 4000 })
  progress.clear()
  const frames = shell.err.split('\r\u001b[K')
  assert.equal(frames.length, 4)
  assert.match(frames[1] ?? '', /^\[#{10}\.{10}\] {3}50% {2}10 records {2}2\.0 kB .* left$/)
})

test('without a known end there is no share and no time left', () => {
  const shell = createTestShell({ tickMs: 20_000 })
  new Progress(shell.stderr, shell.nowMs, () => undefined).show({ records: 5, bytes: 10 })
  assert.match(shell.err, /^5 records {2}10 B {2}\d+ records\/s {2}\d+ B\/s\n$/)
})
