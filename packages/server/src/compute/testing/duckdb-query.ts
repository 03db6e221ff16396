import type { Query } from '../compute.ts'

/** DuckDB's own SQL, without macros of ours. */
export const duckdb = (select: string): Query => ({ select, macros: [] })
