import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseSchema, SluiceError } from '@sluice/model'
import type { SqlCase } from './case-file.ts'
import { parseRow } from './rows.ts'
import type { Outcome } from './run-case.ts'

/** Ends this process with 2 and what to do when this Python cannot import pyspark; `script`: of package.json. */
export function demandSpark(python: string, script: string): void {
  if (spawnSync(python, ['-c', 'import pyspark'], { stdio: 'ignore' }).status === 0) return
  process.stderr.write(
    `${python} has no pyspark: pip install 'pyspark==3.5.*' (it needs a Java 17), or name another Python with ` +
      `npm run ${script} -- --python PATH\n`,
  )
  process.exit(2)
}

/** Runs the cases on one Spark session, in order; each outcome is given as it comes. */
export async function* runOnSpark(
  python: string,
  cases: readonly SqlCase[],
): AsyncGenerator<readonly [SqlCase, Outcome]> {
  const child = spawn(python, [join(import.meta.dirname, 'oracle.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let messages = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = `${messages}${text}`.slice(-messagesCharsMax)
  })
  const ended = once(child, 'close')
  // When the process dies its answers end, which is noticed below.
  child.stdin.on('error', () => undefined)
  child.stdin.end(
    cases.map(({ schema, input, sql }) => `${JSON.stringify({ schema, input, sql })}\n`).join(''),
  )
  let answered = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const one = cases[answered++]
    if (one) yield [one, outcomeOf(JSON.parse(line))]
  }
  await ended
  if (answered < cases.length)
    throw new Error(`Spark ended after ${answered} of ${cases.length} cases. It said last:\n${messages}`)
}

/** Of what Spark logs: it greets with several lines, and only its last words matter, when it dies. */
const messagesCharsMax = 4000

interface Answer {
  readonly error?: string
  readonly rows: readonly string[]
  readonly types: unknown
}

/** A result that no record can hold (columns without a legal name, or with the same) counts as refused. */
function outcomeOf({ error, rows, types }: Answer): Outcome {
  if (error !== undefined) return { kind: 'fails', text: error }
  try {
    return { kind: 'rows', rows: rows.map(parseRow), types: parseSchema(types) }
  } catch (refusal) {
    if (!(refusal instanceof SluiceError)) throw refusal
    return { kind: 'fails', text: refusal.message }
  }
}
