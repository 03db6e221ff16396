import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCompute } from '../../packages/server/src/compute/duckdb-compute.ts'
import type { ScanFile } from '../../packages/server/src/queues/record-log.ts'
import { createDuckdbEngine } from '../../packages/server/src/transforms/duckdb/duckdb-engine.ts'
import type { SqlEngine } from '../../packages/server/src/transforms/sql-engine.ts'

export interface EngineUnderTest {
  readonly engine: SqlEngine
  /** Records as the files of a table. */
  filesOf(lines: readonly string[]): Promise<readonly ScanFile[]>
  close(): Promise<void>
}

/** The engine as the server makes it, in a temporary folder. */
export async function openEngine(): Promise<EngineUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-sql-'))
  const compute = await createCompute({
    scratchDirectory: join(folder, 'scratch'),
    timeZone: 'Asia/Shanghai',
  })
  const written = new Map<string, Promise<ScanFile>>()
  const write = async (text: string, path: string): Promise<ScanFile> => {
    await writeFile(path, text)
    return { kind: 'lines', path }
  }
  return {
    engine: createDuckdbEngine({ compute, timeZone: 'Asia/Shanghai' }),
    async filesOf(lines) {
      if (lines.length === 0) return []
      const text = lines.map((line) => `${line}\n`).join('')
      const file = written.get(text) ?? write(text, join(folder, `input-${written.size}.jsonl`))
      written.set(text, file)
      return [await file]
    },
    async close() {
      await compute.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
