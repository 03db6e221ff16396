// What the transform benchmarks share (README.md): every input, through Sluice and beside it through Spark, and the table.
import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createCompute } from '../../packages/server/src/compute/duckdb-compute.ts'
import { createDuckdbEngine } from '../../packages/server/src/transforms/duckdb/duckdb-engine.ts'
import { inputs } from './inputs.ts'
import type { Query } from './measured.ts'
import { measureSluice } from './sluice.ts'
import { measureSpark } from './spark.ts'
import { heading, rowsOf } from './table.ts'

const timeZone = 'Asia/Shanghai'

export async function measure(query: Query): Promise<void> {
  const { gigabytes, cache, python, rounds } = readOptions()
  const scratch = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
  mkdirSync(cache, { recursive: true })
  const compute = await createCompute({ scratchDirectory: join(scratch, 'compute'), timeZone })
  try {
    const engine = createDuckdbEngine({ compute, timeZone })
    process.stdout.write(`${query.name}: ${query.sql}\n\n${heading}\n`)
    for await (const input of inputs({ cache, scratch }, gigabytes, compute)) {
      const measured = []
      for (const threads of [1, 2]) measured.push(await measureSluice(query, input, engine, threads, rounds))
      if (python)
        for (const mode of ['streaming', 'job'] as const)
          measured.push(await measureSpark(query, input, mode, { python, scratch, rounds }))
      process.stdout.write(`${rowsOf(input, measured).join('\n')}\n`)
    }
  } finally {
    await compute.close()
    await rm(scratch, { recursive: true, force: true })
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      gigabytes: { type: 'string', default: '10' },
      cache: { type: 'string', default: join(tmpdir(), 'sluice-benchmark-data') },
      python: { type: 'string' },
      rounds: { type: 'string', default: '5' },
    },
  })
  const { gigabytes, rounds } = values
  return { ...values, gigabytes: Number(gigabytes), rounds: Number(rounds) }
}
