import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type EngineUnderTest, openEngine } from './engine-under-test.ts'
import { findCases } from './find-cases.ts'
import { faultOfCase } from './run-case.ts'

/** Every case of cases/*.sql on our engine. `node tools/run.mjs tests/sql/cases.ts` runs some of them. */
let under: EngineUnderTest
before(async () => {
  under = await openEngine()
})
after(() => under.close())

for (const [file, cases] of findCases())
  describe(file, { concurrency: 2 }, () => {
    for (const one of cases)
      test(`line ${one.line}: ${one.title}`, async () => {
        assert.equal(await faultOfCase(one, under), undefined)
      })
  })

test('there are enough cases to hold the dialect, and each difference from Spark has its reason', () => {
  const all = [...findCases().values()].flat()
  assert.ok(all.length >= 800, `${all.length} cases`)
  for (const { spark, file, line } of all)
    assert.ok(spark === undefined || spark.why.length > 20, `${file}:${line}`)
})
