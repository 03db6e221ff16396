import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exporterTypes } from './index.ts'
import { testDeps } from './testing/exporter-deps.ts'
import { batchOf, everyField } from './testing/records.ts'

const signal = new AbortController().signal
const schemaOf = (example: unknown) =>
  (JSON.stringify(example).match(/#(\w+)/g) ?? []).map((name) => ({ ...everyField[0]!, key: name.slice(1) }))

for (const kind of ['logdb'])
  test(`${kind} exports say that they are kept and not delivered, and never deliver`, async (context) => {
    const type = exporterTypes.find((candidate) => candidate.kind === kind)
    assert.ok(type)
    const exporter = type.create(
      type.parseSpec(type.example, schemaOf(type.example)),
      await testDeps(context),
    )
    const message = new RegExp(
      `exports of type '${kind}' are accepted and kept, but .* cannot deliver them yet`,
    )
    assert.match((await exporter.check(signal)) ?? '', message)
    await assert.rejects(exporter.open(undefined, signal), message)
    await assert.rejects(exporter.write(batchOf(0, 1), signal), message)
    await assert.rejects(exporter.settle(signal), message)
    await exporter.close()
  })

test('all six types of the documentation are there', () => {
  const kinds = exporterTypes.map(({ kind }) => kind)
  assert.deepEqual(kinds.toSorted(), ['http', 'kodo', 'logdb', 'mongo', 'report', 'tsdb'])
})
