import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ByteWriter } from './byte-writer.ts'
import { scanDate, writeDate } from './date-text.ts'

const written = (epochMs: number): string => {
  const out = new ByteWriter()
  writeDate(epochMs, out)
  return out.take().toString()
}

test('an instant is written with milliseconds only if it has some', () => {
  assert.equal(written(Date.UTC(2017, 0, 2, 7)), '"2017-01-02T07:00:00Z"')
  assert.equal(written(Date.UTC(2017, 0, 2, 7, 0, 0, 120)), '"2017-01-02T07:00:00.120Z"')
})

test('every instant, seen from any offset, reads as itself', () => {
  const instants = fc.integer({
    min: Date.parse('0001-01-03T00:00:00Z'),
    max: Date.parse('9999-12-30T00:00:00Z'),
  })
  const offsets = fc.integer({ min: -1439, max: 1439 })
  fc.assert(
    fc.property(instants, offsets, (epochMs, offset) => {
      const local = new Date(epochMs + offset * 60_000).toISOString().slice(0, -1)
      const two = (value: number) => String(value).padStart(2, '0')
      const minutes = Math.abs(offset)
      const text = `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
      const src = Buffer.from(`${text}\n`)
      const out = new ByteWriter()
      assert.equal(scanDate(src, 0, out), text.length)
      assert.equal(out.take().toString(), written(epochMs))
    }),
    { numRuns: 5000 },
  )
})
