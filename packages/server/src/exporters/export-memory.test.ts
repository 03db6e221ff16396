import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ExportMemory } from './export-memory.ts'

const MiB = 1024 * 1024

function memoryOf(bytesMax: number, ...runs: string[]): ExportMemory {
  const memory = new ExportMemory(bytesMax)
  for (const run of runs) memory.join(run)
  return memory
}

test('an export that is busy alone reads whole batches, however many others idle', () => {
  const idle = Array.from({ length: 500 }, (_, i) => `idle${i}`)
  const memory = memoryOf(256 * MiB, 'busy', ...idle)
  assert.equal(memory.reserve('busy', 0, 8 * MiB), 8 * MiB)
  assert.equal(memory.reserve('busy', 8 * MiB, 8 * MiB), 8 * MiB)
  assert.equal(memory.bytes, 16 * MiB)
  assert.equal(memoryOf(256 * MiB, 'small').reserve('small', 1_000, 1_000), 1_000)
})

test('who has borrowed gets no more once memory is short, and the others still get their share', () => {
  const memory = memoryOf(8 * MiB, 'a', 'b', 'c', 'd')
  const first = memory.reserve('a', 0, 4 * MiB)
  assert.equal(first, 2.5 * MiB)
  assert.equal(memory.reserve('a', first, 4 * MiB), 2.5 * MiB)
  assert.equal(memory.reserve('a', 5 * MiB, 4 * MiB), 0)
  for (const run of ['b', 'c', 'd']) assert.equal(memory.reserve(run, 0, 4 * MiB), MiB / 2)
  memory.settle('a', 0)
  assert.ok(memory.reserve('b', MiB / 2, 4 * MiB) > MiB)
})

test('whatever exports read, hold and give back, they stay within the bound and none is left out', () => {
  const runs = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const turns = fc.array(
    fc.record({
      run: runs,
      wanted: fc.integer({ min: 1, max: 2_000 }),
      read: fc.float({ min: 0, max: 1 }),
      gives: fc.boolean(),
    }),
    { maxLength: 200 },
  )
  fc.assert(
    fc.property(turns, (steps) => {
      const memory = memoryOf(1_000, 'a', 'b', 'c', 'd', 'e')
      const held = new Map<string, number>()
      for (const { run, wanted, read, gives } of steps) {
        const holds = gives ? 0 : (held.get(run) ?? 0)
        const granted = memory.reserve(run, holds, wanted)
        assert.ok(memory.bytes <= 1_000, `${memory.bytes}`)
        assert.ok(granted <= wanted)
        if (holds === 0) assert.ok(granted >= Math.min(wanted, 50), `${granted} of ${wanted}`)
        held.set(run, holds + Math.floor(granted * (Number.isNaN(read) ? 1 : read)))
        memory.settle(run, held.get(run) ?? 0)
      }
    }),
  )
})

test('an export that has left holds nothing', () => {
  const memory = memoryOf(1_000, 'a', 'b')
  memory.reserve('a', 0, 100)
  memory.leave('a')
  memory.settle('a', 100)
  assert.equal(memory.bytes, 0)
})
