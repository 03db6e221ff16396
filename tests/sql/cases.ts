// Runs SQL cases on our engine: `node tools/run.mjs tests/sql/cases.ts [part of a file's name[:line]] [part of a title]`.
import { parseArgs } from 'node:util'
import type { SqlCase } from './case-file.ts'
import { type EngineUnderTest, openEngine } from './engine-under-test.ts'
import { findCases } from './find-cases.ts'
import { faultOfCase, report } from './run-case.ts'

/** Queries at once, each in a process of its own. */
const lanes = 2

const { positionals } = parseArgs({ allowPositionals: true })
const cases = [...findCases(...positionals).values()].flat()
if (cases.length === 0) {
  process.stderr.write(`no case matches ${positionals.join(' ')}\n`)
  process.exit(1)
}
const under = await openEngine()
const faults = await runAll(cases, under)
await under.close()
process.stdout.write(`${cases.length - faults} pass, ${faults} fail\n`)
process.exitCode = faults === 0 ? 0 : 1

async function runAll(all: readonly SqlCase[], engine: EngineUnderTest): Promise<number> {
  const waiting = [...all]
  let failed = 0
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const fault = await faultOf(one, engine)
      if (fault === undefined) continue
      failed++
      process.stdout.write(`${fault}\n`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, work))
  return failed
}

/** An engine that dies is one case's fault: the others still have their say. */
async function faultOf(one: SqlCase, engine: EngineUnderTest): Promise<string | undefined> {
  try {
    return await faultOfCase(one, engine)
  } catch (error) {
    return report(one, `the engine failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}
