import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Input } from './inputs.ts'
import type { Measured, Query } from './measured.ts'
import { schema } from './records.ts'

export interface SparkOptions {
  /** An interpreter with PySpark. */
  readonly python: string
  readonly scratch: string
  readonly rounds: number
}

/** The same query on Spark local[2], in a process of its own. */
export async function measureSpark(
  { sql, groups }: Query,
  { files, filesPerBatch, arriving }: Input,
  mode: 'streaming' | 'job',
  { python, scratch, rounds }: SparkOptions,
): Promise<Measured> {
  const output = join(scratch, 'spark')
  const job = {
    mode,
    sql,
    groups,
    files,
    filesPerBatch,
    arriving: arriving !== undefined,
    schema,
    rounds,
    output,
  }
  const child = spawn(python, [join(import.meta.dirname, 'spark.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  child.stdin.end(JSON.stringify(job))
  const said = await text(child.stdout)
  const status = await ended
  rmSync(output, { recursive: true, force: true })
  if (status !== 0) throw new Error(`spark.py ended with ${status}`)
  return { engine: `Spark ${mode}`, threads: 2, ...JSON.parse(said) }
}
