import { castSql } from '../../types/cast.ts'
import {
  bigintType,
  binaryType,
  booleanType,
  decimalType,
  doubleType,
  intType,
  nullType,
  type SqlType,
  stringType,
  typeName,
} from '../../types/sql-type.ts'
import type { FunctionRow } from '../function.ts'

/** `int(x)` is `cast(x as int)`, and so are its like. */
function row(name: string, type: SqlType, aliases: readonly string[] = []): FunctionRow {
  return {
    name,
    aliases,
    kind: 'scalar',
    usage: `${name}(x)`,
    about: `x as ${typeName(type)}, as cast does it: NULL when it has no such value`,
    parameters: [{ type: 'any' }],
    returns: type,
    sql: ([x = ''], call) => {
      const from = call.arguments[0]?.type ?? nullType
      return (
        castSql(x, from, type, call.timeZone) ??
        call.refuse(`${typeName(from)} cannot be cast to ${typeName(type)}`, 0)
      )
    },
  }
}

export const castFunctions: readonly FunctionRow[] = [
  row('boolean', booleanType),
  row('tinyint', { kind: 'tinyint' }),
  row('smallint', { kind: 'smallint' }),
  row('int', intType),
  row('bigint', bigintType),
  row('float', { kind: 'float' }),
  row('double', doubleType),
  row('decimal', decimalType(10, 0)),
  row('string', stringType),
  row('binary', binaryType),
]
