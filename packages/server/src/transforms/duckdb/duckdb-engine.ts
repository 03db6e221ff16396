import type { Compute } from '../../compute/compute.ts'
import { type Diagnostic, type SqlEngine, SqlError, type TableSchema } from '../sql-engine.ts'
import { tablesReadBy, translate } from './translate.ts'

export interface DuckdbEngineDeps {
  readonly compute: Compute
  /** IANA name: the zone in which the SQL's dates and times are. */
  readonly timeZone: string
}

/** Spark SQL, translated and run by DuckDB in compute processes. Their life is the server's: closing the engine leaves them
 *  to it. */
export function createDuckdbEngine({ compute, timeZone }: DuckdbEngineDeps): SqlEngine {
  const translated = (sql: string, tables: readonly TableSchema[]) => translate(sql, tables, timeZone)
  return {
    tablesRead: tablesReadBy,

    async analyze(sql, tables, signal) {
      try {
        const analysis = await compute.analyze(translated(sql, tables), tables, signal)
        return analysis.schema ? analysis : { diagnostics: analysis.diagnostics.map(withoutPlace) }
      } catch (error) {
        if (!(error instanceof SqlError) || error.kind !== 'diagnostics') throw error
        return { diagnostics: error.diagnostics }
      }
    },

    execute: async (sql, tables, limits, signal) =>
      placeless(compute.execute(translated(sql, tables), tables, limits, signal)),

    compare: async (before, after, tables, limits, signal) =>
      placeless(
        compute.compare(translated(before, tables), translated(after, tables), tables, limits, signal),
      ),

    close: async () => undefined,
  }
}

/** Where the engine says something is wrong is a place in its own SQL, which nobody has seen. */
async function placeless<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    throw new SqlError(error.kind, error.message, error.diagnostics.map(withoutPlace))
  }
}

const withoutPlace = ({ message }: Diagnostic): Diagnostic => ({ message })
