import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { outputFields } from './output-fields.ts'
import { makeClass } from './testing/make-class.ts'
import { inMemory, type MadeEntry, makeZip } from './testing/make-zip.ts'
import { pluginJar } from './testing/plugin-jar.ts'

const plugin = 'com.example.AccessLogParser'
const bean = 'userWrite/bean/OutputData.class'

const fieldsOf = (jar: Buffer, name = plugin) => outputFields(inMemory(jar), name)
const beanWith = (...fields: Parameters<typeof makeClass>[0]): MadeEntry[] => [
  { name: bean, content: makeClass(fields) },
]
const classIn = (name: string, field: string): MadeEntry => ({ name, content: makeClass([[field, 'J']]) })

test('the fields of a bean that javac and jar made, in the order of its source, without the static one', async () => {
  assert.deepEqual(await fieldsOf(pluginJar), [
    { name: 'host', type: 'string' },
    { name: 'requests', type: 'long' },
    { name: 'bytes', type: 'long' },
    { name: 'status', type: 'long' },
    { name: 'retries', type: 'long' },
    { name: 'shard', type: 'long' },
    { name: 'seconds', type: 'float' },
    { name: 'ratio', type: 'float' },
    { name: 'cached', type: 'boolean' },
    { name: 'secure', type: 'boolean' },
    { name: 'at', type: 'date' },
    { name: 'day', type: 'date' },
  ])
})

test('the bean of the template comes first, then those of the plugin’s package, then the only one', async () => {
  const template = classIn(bean, 'a')
  const beside = classIn('com/example/OutputData.class', 'b')
  const below = classIn('com/example/bean/OutputData.class', 'c')
  const elsewhere = classIn('org/other/OutputData.class', 'd')
  const nameIn = async (...entries: MadeEntry[]) =>
    (await fieldsOf(makeZip(entries))).map(({ name }) => name).join()
  assert.equal(await nameIn(elsewhere, below, beside, template), 'a')
  assert.equal(await nameIn(elsewhere, below, beside), 'b')
  assert.equal(await nameIn(elsewhere, below), 'c')
  assert.equal(await nameIn(elsewhere, classIn('META-INF/versions/9/OutputData.class', 'e')), 'd')
  await assert.rejects(nameIn(elsewhere, classIn('org/more/OutputData.class', 'e')), {
    code: 'E18207',
    message: /has org\.other\.OutputData and org\.more\.OutputData: name the output bean/,
  })
  assert.deepEqual(await fieldsOf(makeZip([classIn('OutputData.class', 'f')]), 'Parser'), [
    { name: 'f', type: 'long' },
  ])
})

test('a jar without the class, and an upload that is no jar, say so', async () => {
  await assert.rejects(fieldsOf(makeZip([classIn('com/example/Output.class', 'a')])), {
    code: 'E18207',
    message: /has no output bean: give it the class userWrite\.bean\.OutputData/,
  })
  for (const upload of ['', 'not a jar', 'PK\u0005\u0006'.padEnd(22, '\0').slice(0, 21)])
    await assert.rejects(fieldsOf(Buffer.from(upload)), {
      code: 'E18207',
      message: `plugin '${plugin}' is not a readable jar: it is not a ZIP file`,
    })
})

test('a Java type that no field can have is refused with its name', async () => {
  const cases = [
    ['Ljava/util/List;', 'java.util.List'],
    ['[[B', 'byte[][]'],
    ['C', 'char'],
    ['constructor', '(unknown)'],
  ] as const
  for (const [descriptor, shown] of cases)
    await assert.rejects(fieldsOf(makeZip(beanWith(['tags', descriptor]))), (error) => {
      assert.ok(error instanceof Error && 'code' in error)
      assert.equal(error.code, 'E18211')
      assert.ok(
        error.message.includes(`field 'tags' of userWrite.bean.OutputData has the Java type ${shown}:`),
      )
      return true
    })
})

test('a field that no repo can have is refused by its name', async () => {
  await assert.rejects(fieldsOf(makeZip(beanWith(['größe', 'J']))), { code: 'E18106', message: /'größe'/ })
})

test('what the compiler added to the bean is no field', async () => {
  assert.deepEqual(await fieldsOf(makeZip(beanWith(['this$0', 'Luser/Outer;', 0x1010], ['a', 'Z']))), [
    { name: 'a', type: 'boolean' },
  ])
})

test('stored entries, a comment at the end and a program in front are read', async () => {
  const content = makeClass([['a', 'J']])
  for (const jar of [
    makeZip([{ name: bean, content, method: 0 }]),
    makeZip([{ name: bean, content }], {
      comment: 'PK\u0005\u0006 made by hand, with a look-alike of the end',
    }),
    makeZip([{ name: bean, content }], { front: '#!/bin/sh\nexec java -jar "$0"\n' }),
  ])
    assert.deepEqual(await fieldsOf(jar), [{ name: 'a', type: 'long' }])
})

test('lies about sizes, content and packing are found before they cost anything', async () => {
  const content = makeClass([['a', 'J']])
  const cases: [Partial<MadeEntry>, RegExp][] = [
    [{ bytes: 2 ** 31 }, /OutputData\.class has more than 1048576 bytes/],
    [{ packedBytes: 2 ** 31 }, /has more than 1048576 bytes/],
    [{ packedBytes: 2 ** 20 }, /it is cut off/],
    [{ content: Buffer.alloc(2 ** 20), bytes: 100 }, /is damaged/],
    [{ bytes: 1000 }, /is damaged/],
    [{ crc: 1 }, /is damaged/],
    [{ method: 9 }, /is packed by method 9: use deflate/],
    [{ flags: 1 }, /is encrypted/],
    [{ content: Buffer.from('text') }, /it is no class file/],
    [{ content: content.subarray(0, 40) }, /the class file is cut off/],
  ]
  for (const [lie, message] of cases)
    await assert.rejects(fieldsOf(makeZip([{ name: bean, content, ...lie }])), { code: 'E18207', message })
})

test('a damaged jar is refused with a code or read as if it were whole, whatever the damage', async () => {
  const jar = makeZip(beanWith(['a', 'J'], ['b', 'Ljava/lang/String;']))
  const damage = fc.array(fc.tuple(fc.nat(jar.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(jar.length), async (changes, cut) => {
      const damaged = Buffer.from(jar)
      for (const [at, value] of changes) damaged[at] = value
      for (const upload of [damaged, damaged.subarray(0, cut)])
        await fieldsOf(upload).catch((error) => assert.match(error.code ?? String(error), /^E18/))
    }),
  )
})

test('a damaged class file is refused with a code or read, whatever the damage', async () => {
  const whole = makeClass([
    ['a', 'J'],
    ['b', 'Ljava/lang/String;'],
  ])
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
      const content = Buffer.from(whole)
      content[at] = value
      await fieldsOf(makeZip([{ name: bean, content }])).catch((error) =>
        assert.match(error.code ?? String(error), /^E18/),
      )
    }),
  )
})
