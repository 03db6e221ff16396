import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LineWriter, tagFault } from './line-protocol.ts'

const writer = new LineWriter('cpu', [{ name: 'a b' }, { name: 'c' }], [{ name: 'x"=' }, { name: 'y' }], 1n)

test('longs keep their suffix and digits, text its quotes, and what is absent is left out', () => {
  const point = {
    index: 0,
    timeNanos: 1n,
    tags: ['v,w', undefined],
    fields: [9_223_372_036_854_775_807n, undefined],
  }
  assert.equal(writer.line(point), 'cpu,a\\ b=v\\,w x\\"\\==9223372036854775807i 1')
  const others = { index: 0, timeNanos: -5n, tags: [undefined, '='], fields: [1.5e-7, 'a"b\\c\nd'] }
  assert.equal(writer.line(others), 'cpu,c=\\= x\\"\\==1.5e-7,y="a\\"b\\\\c\nd" -5')
  const truth = { index: 0, timeNanos: 0n, tags: [undefined, undefined], fields: [true, ''] }
  assert.equal(writer.line(truth), 'cpu x\\"\\==true,y="" 0')
})

test('coarser units round down', () => {
  const seconds = new LineWriter('s', [], [{ name: 'v' }], 1_000_000_000n)
  const at = (timeNanos: bigint) => seconds.line({ index: 0, timeNanos, tags: [], fields: [1n] })
  assert.equal(at(1_999_999_999n), 's v=1i 1')
  assert.equal(at(-1n), 's v=1i -1')
})

test('a tag that is written reads as it was, as the server reads it', () =>
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ',', '=', ' ', '\\', '"', '汉', '\n') }), (value) => {
      if (value === '' || tagFault(value) !== undefined) return
      const point = { index: 0, timeNanos: 7n, tags: [value, 'end'], fields: [1n] }
      const line = writer.line(point)
      assert.equal(readTag(line.slice('cpu,a\\ b='.length)), value)
    }),
  ))

/** As InfluxDB scans a tag's value: a backslash takes the next character with it, and stays unless that is a special one. */
function readTag(text: string): string {
  let value = ''
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i)
    if (c === ',' || c === ' ') {
      assert.equal(text.slice(i), ',c=end x\\"\\==1i 7')
      return value
    }
    if (c !== '\\') value += c
    else {
      const next = text.charAt(++i)
      value += ',= '.includes(next) ? next : c + next
    }
  }
  return assert.fail('the value does not end')
}
