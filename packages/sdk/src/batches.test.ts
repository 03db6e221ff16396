import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BatchLimits, batchesOf, type Chunks } from './batches.ts'

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = []
  for await (const item of items) collected.push(item)
  return collected
}

async function cut(chunks: Chunks, limits: Partial<BatchLimits>) {
  const batches = await collect(batchesOf(chunks, { recordsMax: 1000, bytesMax: 1000, ...limits }))
  return batches.map(({ body, records }) => ({ text: Buffer.from(body).toString(), records }))
}

test('a batch ends at its number of records', async () => {
  assert.deepEqual(await cut('a\nb\nc\n', { recordsMax: 2 }), [
    { text: 'a\nb\n', records: 2 },
    { text: 'c\n', records: 1 },
  ])
})

test('a batch ends before the line that would make it too long', async () => {
  assert.deepEqual(await cut('aaa\nbbb\nccc\n', { bytesMax: 8 }), [
    { text: 'aaa\nbbb\n', records: 2 },
    { text: 'ccc\n', records: 1 },
  ])
})

test('blank lines are no records, and nothing makes no batch', async () => {
  assert.deepEqual(await cut('\n a\n\r\n \t\nb', {}), [{ text: ' a\nb', records: 2 }])
  assert.deepEqual(await cut(' \n\n', {}), [])
  assert.deepEqual(await cut([], {}), [])
})

test('a line longer than a batch is refused with its number', async () => {
  await assert.rejects(cut('a\nbbbbbb\n', { bytesMax: 5 }), {
    name: 'RangeError',
    message: 'record 2 is longer than a request may be (5 bytes)',
  })
})

test('however the text arrives in pieces, batches hold all lines in order and keep the limits', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '\t', '7'), maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 17, max: 40 }),
      async (lines, pieceBytes, recordsMax, bytesMax) => {
        const bytes = Buffer.from(lines.join('\n'))
        const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
          bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
        )
        const batches = await cut(pieces, { recordsMax, bytesMax })
        const records = lines.filter((text) => text.trim() !== '')
        const cutLines = batches.map(({ text }) => text.split('\n').filter((given) => given !== ''))
        assert.deepEqual(cutLines.flat(), records)
        assert.deepEqual(
          cutLines.map((given) => given.length),
          batches.map((batch) => batch.records),
        )
        for (const { text, records: count } of batches) {
          assert.ok(count > 0 && count <= recordsMax)
          assert.ok(Buffer.byteLength(text) <= bytesMax)
        }
      },
    ),
  )
})
