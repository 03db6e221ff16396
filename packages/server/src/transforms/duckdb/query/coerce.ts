import { withBound } from '../macros/bound.ts'
import { TextError } from '../syntax/text-error.ts'
import { castSql } from '../types/cast.ts'
import { isImplicit } from '../types/coercion.ts'
import { doubleType, isNumeric, type SqlType, sameType, typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'

/** The value as a type that it is known to go with (`commonType`, `comparisonType`). */
export function castTo(value: Typed, type: SqlType, timeZone: string): Typed {
  const sql = boundCast(value.sql, value.type, type, timeZone)
  if (sql === undefined)
    throw new TextError(
      `${typeName(value.type)} does not go together with ${typeName(type)}: use cast`,
      value.at,
    )
  return sql === value.sql
    ? { ...value, type }
    : { sql, type, at: value.at, ...(value.constant ? { constant: value.constant } : {}) }
}

/** A cast of whatever it is. undefined: there is none from this type. */
export function boundCast(sql: string, from: SqlType, to: SqlType, timeZone: string): string | undefined {
  if (sameType(from, to)) return sql
  if (castSql('x', from, to, timeZone) === undefined) return undefined
  return withBound([sql], ([text = '']) => castSql(text, from, to, timeZone) ?? text)
}

/** The value as what an operator or a function needs; `of`: who needs it, for the message. */
export function implicitly(value: Typed, type: SqlType, of: string, timeZone: string): Typed {
  if (!isImplicit(value.type, type))
    throw new TextError(`${of} needs ${typeName(type)}, and this is ${typeName(value.type)}`, value.at)
  return castTo(value, type, timeZone)
}

/** A number as it is; text and NULL as double. */
export function numeric(value: Typed, of: string, timeZone: string): Typed {
  if (isNumeric(value.type)) return value
  if (value.type.kind === 'string' || value.type.kind === 'null') return castTo(value, doubleType, timeZone)
  throw new TextError(`${of} needs a number, and this is ${typeName(value.type)}`, value.at)
}
