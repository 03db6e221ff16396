import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCompute } from '../../compute/duckdb-compute.ts'
import { sqlEngineConformance } from '../sql-engine.conformance.ts'
import { createDuckdbEngine } from './duckdb-engine.ts'

sqlEngineConformance('duckdb', async (folder) => {
  const compute = await createCompute({
    scratchDirectory: join(folder, 'scratch'),
    timeZone: 'Asia/Shanghai',
  })
  return {
    engine: createDuckdbEngine({ compute, timeZone: 'Asia/Shanghai' }),
    async seal(lines, schema, target) {
      const path = `${target}.jsonl`
      await writeFile(path, lines)
      const arrivals = [{ offset: 0n, arrivedAtMs: 0 }]
      await compute.seal({ files: [{ kind: 'lines', path }], schema, target, firstOffset: 0n, arrivals })
    },
    close: () => compute.close(),
  }
})
