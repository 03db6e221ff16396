const lambdas = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\blambda ([a-z]\w*(?:, \w+)*):/g

/** Names of the parameters of all lambdas in DuckDB's SQL. */
export function lambdaParameters(sql: string): ReadonlySet<string> {
  const found = [...sql.matchAll(lambdas)].flatMap(([, names]) => names?.split(', ') ?? [])
  return new Set(found)
}
