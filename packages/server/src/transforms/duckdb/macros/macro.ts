/**
 * A DuckDB macro that the SQL of functions may call: `spark_` and a name. It is put into every place where it is called, so
 * an argument that it uses twice is written twice (DuckDB computes equal expressions once); a macro that needs a value often
 * binds it: `list_transform([x], lambda v: …)[1]`.
 */
export interface Macro {
  readonly name: `spark_${string}`
  readonly parameters: readonly string[]
  readonly body: string
}
