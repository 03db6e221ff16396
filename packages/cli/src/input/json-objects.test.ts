import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonObjectLines } from './json-objects.ts'

async function cut(text: string, pieceBytes = 1 << 20): Promise<string[]> {
  const bytes = Buffer.from(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
  }
  const cuts: Uint8Array[] = []
  for await (const piece of jsonObjectLines(pieces())) cuts.push(piece)
  return Buffer.concat(cuts).toString().split('\n').slice(0, -1)
}

test('objects of a list come out one a line, digits untouched', async () => {
  assert.deepEqual(await cut('[{"a":1.50},\n {"a":9223372036854775807,\n"b":"x}"}]\n'), [
    '{"a":1.50}',
    '{"a":9223372036854775807, "b":"x}"}',
  ])
  assert.deepEqual(await cut(' [ ] '), [])
})

test('objects one after the other need nothing between them', async () => {
  assert.deepEqual(await cut('{}{"a":{"b":[{}]}}\n\n{"c":"\\"{"}'), [
    '{}',
    '{"a":{"b":[{}]}}',
    '{"c":"\\"{"}',
  ])
})

test('what is no object, and an end in the middle, are refused', async () => {
  await assert.rejects(cut('[{}, 7]'), { message: 'record 2 of the JSON input begins with "7"' })
  await assert.rejects(cut('[{}] {}'), { message: 'record 2 of the JSON input begins with "{"' })
  await assert.rejects(cut('{"a":'), { message: 'the JSON input ends within a record' })
  await assert.rejects(cut('[{}'), { message: 'the JSON input ends within the list of records' })
})

test('any list of objects survives, pretty or not, however it is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 1, max: 9 }),
      async (objects, indent, pieceBytes) => {
        const texts = objects.map((object) => JSON.stringify(object))
        const lines = await cut(JSON.stringify(objects, null, indent), pieceBytes)
        assert.deepEqual(
          lines.map((line) => JSON.stringify(JSON.parse(line))),
          texts.map((text) => JSON.stringify(JSON.parse(text))),
        )
      },
    ),
  )
})
