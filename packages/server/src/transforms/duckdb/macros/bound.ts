import { callsTry } from './index.ts'

/**
 * DuckDB's TRY cannot hold subqueries, window functions or functions of chance. What is one of these begins with this mark, which stays
 * in the text of whatever is made of it.
 */
export const onceMark = '/*once*/'

/**
 * SQL over arguments that may be put into TRY: those that cannot are bound to a name first (a lambda over a list of one),
 * also so that they are computed once.
 */
export function withBound(args: readonly string[], write: (args: readonly string[]) => string): string {
  const sql = write(args)
  if (!args.some((arg) => arg.includes(onceMark)) || !callsTry(sql)) return sql
  const members = args.flatMap((arg, i) => (arg.includes(onceMark) ? [`a${i} := ${arg}`] : []))
  const names = args.map((arg, i) => (arg.includes(onceMark) ? `bound.a${i}` : arg))
  return `list_transform([struct_pack(${members.join(', ')})], lambda bound: ${write(names)})[1]`
}
