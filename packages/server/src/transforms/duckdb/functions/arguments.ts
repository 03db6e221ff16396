import { castSql } from '../types/cast.ts'
import { comparisonType } from '../types/coercion.ts'
import { nullType, type SqlType, typeName } from '../types/sql-type.ts'
import type { Call } from './function.ts'

/** Argument i as a type that only the function knows: the parameter says `any`. Refuses what has no such cast. */
export function argumentAs(call: Call, i: number, type: SqlType): string {
  const argument = call.arguments[i]
  if (!argument) return call.refuse(`${call.name} needs at least ${i + 1} arguments`)
  const sql = castSql(argument.sql, argument.type, type, call.timeZone)
  if (sql !== undefined) return sql
  return call.refuse(`${call.name} needs ${typeName(type)} here, and this is ${typeName(argument.type)}`, i)
}

export const argumentsAs = (call: Call, type: SqlType): readonly string[] =>
  call.arguments.map((_, i) => argumentAs(call, i, type))

/** Two arguments as `=` would compare them. */
export function comparable(call: Call, i: number, j: number): readonly [string, string] {
  const [a, b] = [call.arguments[i]?.type ?? nullType, call.arguments[j]?.type ?? nullType]
  const type = comparisonType(a, b)
  if (!type)
    return call.refuse(`${typeName(a)} cannot be compared with ${typeName(b)}: use cast on one of them`, j)
  return [argumentAs(call, i, type), argumentAs(call, j, type)]
}
