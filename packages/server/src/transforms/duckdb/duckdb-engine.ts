import type { Compute } from '../../compute/compute.ts'
import type { SqlEngine } from '../sql-engine.ts'

/** SQL by DuckDB in compute processes. Their life is the server's: closing the engine leaves them to it. */
export function createDuckdbEngine({ compute }: { readonly compute: Compute }): SqlEngine {
  return {
    analyze: (sql, tables, signal) => compute.analyze(sql, tables, signal),
    execute: (sql, tables, limits, signal) => compute.execute(sql, tables, limits, signal),
    compare: (before, after, tables, limits, signal) =>
      compute.compare(before, after, tables, limits, signal),
    close: async () => undefined,
  }
}
