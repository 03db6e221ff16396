// Random expressions on both engines: `npm run sql:random [-- --python PATH] [--seed N] [--count N] [--refused]`. What differs
// is for a person to look at: docs/reference/sql.md names what differs knowingly. Exit code 2 without pyspark.
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import type { SqlCase } from '../case-file.ts'
import { openEngine } from '../engine-under-test.ts'
import { differenceFrom, type Outcome, outcomeOf, report } from '../run-case.ts'
import { parseSchemaText } from '../schema-text.ts'
import { demandSpark, runOnSpark } from '../spark.ts'
import { anyQuery } from './any-query.ts'

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    count: { type: 'string', default: '1000' },
    refused: { type: 'boolean', default: false },
  },
})
demandSpark(values.python, 'sql:random')

const queries = new Set(fc.sample(anyQuery(), { seed: Number(values.seed), numRuns: Number(values.count) }))
process.stdout.write(`seed ${values.seed}: ${queries.size} queries\n`)

const ours = new Map<SqlCase, Outcome>()
const under = await openEngine()
for (const sql of queries) {
  const one = caseOf(sql)
  ours.set(one, await outcomeOf(one, under))
}
await under.close()

const counts = { agree: 0, differ: 0, refused: 0, failed: 0 }
for await (const [one, spark] of runOnSpark(values.python, [...ours.keys()])) {
  const outcome = ours.get(one)
  if (spark.kind !== 'rows' || !outcome) counts.failed++
  else {
    const expected = { kind: 'rows' as const, rows: spark.rows, anyOrder: true, about: true }
    const fault = differenceFrom(expected, undefined, outcome)
    counts[fault === undefined ? 'agree' : outcome.kind === 'refused' ? 'refused' : 'differ']++
    if (fault !== undefined && (outcome.kind !== 'refused' || values.refused))
      process.stdout.write(`${report(one, fault)}\n`)
  }
}
process.stdout.write(
  `${counts.agree} agree, ${counts.differ} differ, ${counts.refused} refused by Sluice alone, ${counts.failed} refused by Spark\n`,
)

function caseOf(sql: string): SqlCase {
  return {
    file: 'random',
    line: 1,
    lineEnd: 1,
    title: sql.slice(0, sql.indexOf('(')),
    sql,
    schema: parseSchemaText('id long'),
    input: [],
    types: undefined,
    expected: { kind: 'fails', text: '' },
    spark: undefined,
  }
}
