import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Field } from '@sluice/sdk'
import fc from 'fast-check'
import { csvAsJsonLines } from './csv.ts'

const schema: readonly Field[] = [
  { key: 'id', valtype: 'long' },
  { key: 'name', valtype: 'string' },
  { key: 'ok', valtype: 'boolean' },
  { key: 'tags', valtype: 'array', elemtype: 'string' },
]

async function convert(text: string, { pieceBytes = 1 << 20, delimiter = ',' } = {}): Promise<string[]> {
  const bytes = Buffer.from(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
  }
  let lines = ''
  for await (const piece of csvAsJsonLines(pieces(), schema, delimiter)) lines += piece
  return lines.split('\n').slice(0, -1)
}

test('cells are written as the types of their fields need it', async () => {
  assert.deepEqual(await convert('id,name,ok,tags\n9223372036854775807,7,TRUE,"[""a"",""b""]"\n'), [
    '{"id":9223372036854775807,"name":"7","ok":true,"tags":["a","b"]}',
  ])
})

test('an empty cell is an absent field, a blank line no record', async () => {
  assert.deepEqual(await convert('\ufeffname,id\r\n,1\r\n\r\nx,\r\n'), ['{"id":1}', '{"name":"x"}'])
})

test('what does not fit is left for the server to refuse', async () => {
  assert.deepEqual(await convert('id,ok\n007,maybe\n'), ['{"id":"007","ok":"maybe"}'])
})

test('other delimiters work', async () => {
  for (const delimiter of ['\t', ';', '|', '^', '\\', ']', '-'])
    assert.deepEqual(await convert(`id${delimiter}name\n1${delimiter}x`, { delimiter }), [
      '{"id":1,"name":"x"}',
    ])
})

test('a column that is no field, a short row and an open quote are named', async () => {
  await assert.rejects(convert('id,nme\n1,2\n'), {
    message: "column 'nme' of the CSV is no field of the repo",
  })
  await assert.rejects(convert('id,name\n1,a\n2\n'), {
    message: 'row 3 of the CSV has 1 cells, its header 2',
  })
  await assert.rejects(convert('name\nx\n"y\n'), { message: 'row 3 of the CSV has a quote that never ends' })
})

test('any text survives quoting, however the file is cut into pieces', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '\\'), minLength: 1 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      async (names, pieceBytes) => {
        const rows = names.map((name, id) => `"${name.replaceAll('"', '""')}",${id}`)
        assert.deepEqual(
          (await convert(`name,id\n${rows.join('\r\n')}`, { pieceBytes })).map((line) => JSON.parse(line)),
          names.map((name, id) => ({ name, id })),
        )
      },
    ),
  )
})
