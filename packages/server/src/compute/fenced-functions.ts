// Which functions of DuckDB users' SQL may call, wherever it runs (docs/decisions/0013-sql-in-killable-processes.md).

/** Table functions that make rows out of values, and nothing else. */
export const tableFunctions: ReadonlySet<string> = new Set([
  'unnest',
  'range',
  'generate_series',
  'repeat',
  'repeat_row',
  'json_each',
  'json_tree',
])

/** Scalar functions that look at the engine, its settings or the machine, run SQL given as text, or wait. */
export const refusedFunctions = new RegExp(
  `^(${[
    'current_(setting|query|query_id|connection_id|transaction_id|database|catalog|schemas?|user|role)',
    'session_user|user|getvariable|getenv|txid_current|nextval|currval|in_search_path|version|which_secret|stats',
    'sleep.*|pg_.*|duckdb_.*|pragma_.*|read_.*|write_log|inet_.*|has_.*_privilege',
    '(col|obj|shobj)_description|format_(pg_)?type|map_to_pg_oid|get_block_size',
    'query|query_table|json_execute_.*|json_serialize_plan',
  ].join('|')})$`,
  'i',
)
