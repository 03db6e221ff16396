import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { outputFields } from './output-fields.ts'

const u1 = (value: number) => Buffer.from([value])
const u2 = (value: number) => Buffer.from([value >> 8, value & 255])
const u4 = (value: number) => Buffer.concat([u2(value >>> 16), u2(value & 0xffff)])

/** A class file with these fields; `static` ones are marked by the name. */
function classFile(fields: readonly [name: string, descriptor: string][]): Buffer {
  const texts = fields.flat()
  const constants = texts.map((text) =>
    Buffer.concat([u1(1), u2(Buffer.byteLength(text)), Buffer.from(text)]),
  )
  // A long constant, which takes two places, comes first.
  const pool = [Buffer.concat([u1(5), u4(0), u4(7)]), ...constants]
  const entries = fields.map(([name], i) =>
    Buffer.concat([
      u2(name.startsWith('STATIC') ? 8 : 2),
      u2(3 + i * 2),
      u2(4 + i * 2),
      u2(1),
      u2(3),
      u4(2),
      u2(0),
    ]),
  )
  return Buffer.concat([
    u4(0xcafebabe),
    u2(0),
    u2(61),
    u2(texts.length + 3),
    ...pool,
    u2(0x21),
    u2(0),
    u2(0),
    u2(1),
    u2(0),
    u2(fields.length),
    ...entries,
  ])
}

function zip(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content)
  const le = (value: number, bytes: number) => {
    const buffer = Buffer.alloc(bytes)
    buffer.writeUIntLE(value, 0, bytes)
    return buffer
  }
  const sizes = [
    le(crc32(content), 4),
    le(packed.length, 4),
    le(content.length, 4),
    le(name.length, 2),
    le(0, 2),
  ]
  const local = Buffer.concat([
    le(0x04034b50, 4),
    le(20, 2),
    le(0, 2),
    le(8, 2),
    le(0, 4),
    ...sizes,
    Buffer.from(name),
    packed,
  ])
  const central = Buffer.concat([
    ...[le(0x02014b50, 4), le(20, 2), le(20, 2), le(0, 2), le(8, 2), le(0, 4), ...sizes],
    ...[le(0, 2), le(0, 2), le(0, 2), le(0, 4), le(0, 4), Buffer.from(name)],
  ])
  const end = [
    le(0x06054b50, 4),
    le(0, 4),
    le(1, 2),
    le(1, 2),
    le(central.length, 4),
    le(local.length, 4),
    le(0, 2),
  ]
  return Buffer.concat([local, central, ...end])
}

test('the fields of the output bean are the columns, static ones left out', () => {
  const bean = classFile([
    ['ip', 'Ljava/lang/String;'],
    ['STATIC_ID', 'J'],
    ['bytes', 'J'],
    ['ratio', 'D'],
    ['at', 'Ljava/sql/Timestamp;'],
    ['ok', 'Z'],
  ])
  assert.deepEqual(outputFields(zip('userWrite/bean/OutputData.class', bean)), [
    { name: 'ip', type: 'string' },
    { name: 'bytes', type: 'long' },
    { name: 'ratio', type: 'float' },
    { name: 'at', type: 'date' },
    { name: 'ok', type: 'boolean' },
  ])
})

test('what is not such a jar is refused with a sentence', () => {
  assert.throws(
    () => outputFields(Buffer.from('not a zip, but long enough to look for one')),
    /not a zip file/,
  )
  assert.throws(() => outputFields(zip('demo/Main.class', classFile([]))), /no class OutputData/)
  assert.throws(() => outputFields(zip('OutputData.class', Buffer.from('no class file'))), /not a class file/)
  const odd = classFile([['list', 'Ljava/util/List;']])
  assert.throws(() => outputFields(zip('a/OutputData.class', odd)), /field 'list' of OutputData/)
})
