import { castSql } from '../../types/cast.ts'
import { bigintType, intType, stringType, typeName } from '../../types/sql-type.ts'
import type { Call, Parameter } from '../function.ts'

/** What the functions of text share: their parameters, and what is known of arguments at translation. */

export const text: Parameter = { type: stringType }
export const optionalText: Parameter = { type: stringType, optional: true }
export const whole: Parameter = { type: intType }
export const optionalWhole: Parameter = { type: intType, optional: true }
export const longWhole: Parameter = { type: bigintType }
export const anyValue: Parameter = { type: 'any' }

/** Records are at most some MiB: longer text can only be a mistake, and would take the memory of others. */
export const textLengthMax = 16 * 1024 * 1024

/** The number that argument i is, NULL as null; undefined when it is not a constant, or was not given. */
export function knownNumber(call: Call, i: number): number | null | undefined {
  return call.arguments[i]?.constant === undefined ? undefined : call.constantNumber(i)
}

/** The text that argument i is, NULL as null; undefined when it is not a constant, or was not given. */
export function knownText(call: Call, i: number): string | null | undefined {
  return call.arguments[i]?.constant === undefined ? undefined : call.constantText(i)
}

/** A count below nothing is nothing; NULL stays NULL, as it would not with greatest. */
export function atLeastZero(sql: string, known: number | null | undefined): string {
  return typeof known === 'number'
    ? String(Math.max(known, 0))
    : `(case when ${sql} < 0 then 0 else ${sql} end)`
}

/** Argument i of any type as text. */
export function textOf(call: Call, i: number): string {
  const argument = call.arguments[i]
  if (!argument) return 'null::varchar'
  return (
    castSql(argument.sql, argument.type, stringType, call.timeZone) ??
    call.refuse(`${call.name} needs text, and this is ${typeName(argument.type)}`, i)
  )
}
