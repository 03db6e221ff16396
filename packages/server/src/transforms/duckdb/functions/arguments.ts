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

/** So long a text may be written several times. */
const repeatedLengthMax = 200

/**
 * `body` of an argument that it writes more than once (as a macro does): plain columns and short arithmetic are repeated, which
 * is fast; what is long or has cases and macros inside is bound to a variable, for repeating the repeated grows without end.
 */
export function once(argument: string, body: (x: string) => string): string {
  if (argument.length <= repeatedLengthMax && !/\b(case|spark_\w+|list_transform|select)\b/.test(argument))
    return body(argument)
  const pattern = body(placeholder)
  if (pattern.split(placeholder).length <= 2 && !pattern.includes('spark_')) return body(argument)
  return `list_transform([${argument}], lambda once: ${body('once')})[1]`
}

const placeholder = '\u0000'
