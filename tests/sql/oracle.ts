// Holds Apache Spark to the cases: `npm run sql:oracle [-- --python PATH] [part of a file's name[:line]] [part of a title]`.
// Exit code: 0 no disagreement, 1 some, 2 no pyspark.
import { parseArgs } from 'node:util'
import type { Expectation, SqlCase } from './case-file.ts'
import { findCases } from './find-cases.ts'
import { differenceFrom, type Outcome, report } from './run-case.ts'
import { demandSpark, runOnSpark } from './spark.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: 'string', default: 'python3' } },
})
demandSpark(values.python, 'sql:oracle')

const cases = [...findCases(...positionals).values()].flat()
const skipped = cases.filter(({ spark }) => spark?.expected === 'skip')
const counts = { agree: 0, disagree: 0, explained: 0 }
const runnable = cases.filter((one) => !skipped.includes(one))
for await (const [one, outcome] of runOnSpark(values.python, runnable)) {
  const fault = disagreement(one, outcome)
  if (fault === undefined) counts[one.spark ? 'explained' : 'agree']++
  else {
    counts.disagree++
    process.stdout.write(`${report(one, fault)}\n`)
  }
}
process.stdout.write(
  `${counts.agree} agree, ${counts.disagree} disagree, ${counts.explained} explained, ${skipped.length} skipped\n`,
)
process.exitCode = counts.disagree === 0 ? 0 : 1

/** A query that we refuse is one that Spark refuses too, in its own words and whenever it notices. */
function disagreement({ expected, types, spark }: SqlCase, outcome: Outcome): string | undefined {
  const noted = spark?.expected === 'skip' ? undefined : spark?.expected
  return differenceFrom(noted ?? refusalAtAnyTime(expected), spark?.types ?? types, outcome)
}

function refusalAtAnyTime(expected: Expectation): Expectation {
  return expected.kind === 'rows' ? expected : { kind: 'fails', text: '' }
}
