import { createDuckdbEngine } from './duckdb/duckdb-engine.ts'

/** The SQL engines there are. */
export const sqlEngines = { duckdb: createDuckdbEngine } as const
