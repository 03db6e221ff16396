import { quoteIdentifier, quoteText } from '@sluice/model'
import { castSql } from '../types/cast.ts'
import { type MapType, type SqlType, type StructType, stringType } from '../types/sql-type.ts'

/** A value as JSON text, NULL for NULL: members that are NULL are left out, elements and entries are null. undefined: a type
 *  that has no JSON. */
export function toJson(value: string, type: SqlType, timeZone: string, depth = 0): string | undefined {
  switch (type.kind) {
    case 'string':
      return `to_json(${value})::varchar`
    case 'float':
    case 'double':
      return `spark_json_number(${castSql(value, type, stringType, timeZone)})`
    case 'decimal':
      return castSql(value, type, stringType, timeZone)
    case 'timestamp':
      return `spark_json_timestamp(${value})`
    case 'date':
      return `('"' || (${value})::varchar || '"')`
    case 'binary':
      return `('"' || to_base64(${value}) || '"')`
    case 'null':
      return 'null::varchar'
    case 'array':
      return listJson(value, type.element, timeZone, depth)
    case 'map':
      return mapJson(value, type, timeZone, depth)
    case 'struct':
      return structJson(value, type, timeZone, depth)
    case 'interval':
      return undefined
    default:
      return `(${value})::varchar`
  }
}

function listJson(value: string, element: SqlType, timeZone: string, depth: number): string | undefined {
  const item = `x${depth}`
  const text = toJson(item, element, timeZone, depth + 1)
  if (text === undefined) return undefined
  return `('[' || array_to_string(list_transform(${value}, lambda ${item}: coalesce(${text}, 'null')), ',') || ']')`
}

function mapJson(value: string, type: MapType, timeZone: string, depth: number): string | undefined {
  const entry = `x${depth}`
  const key = castSql(`${entry}.key`, type.key, stringType, timeZone)
  const text = toJson(`${entry}.value`, type.value, timeZone, depth + 1)
  if (key === undefined || text === undefined) return undefined
  const member = `to_json(${key})::varchar || ':' || coalesce(${text}, 'null')`
  return `('{' || array_to_string(list_transform(map_entries(${value}), lambda ${entry}: ${member}), ',') || '}')`
}

function structJson(
  value: string,
  { members }: StructType,
  timeZone: string,
  depth: number,
): string | undefined {
  if (members.length === 0) return `case when ${value} is not null then '{}' end`
  const texts = members.map(({ name, column, type }) => {
    const text = toJson(`(${value}).${quoteIdentifier(column)}`, type, timeZone, depth)
    return text && `${quoteText(`${JSON.stringify(name)}:`)} || ${text}`
  })
  if (texts.some((text) => text === undefined)) return undefined
  // concat_ws leaves NULLs out, and with them the members.
  return `case when ${value} is not null then '{' || concat_ws(',', ${texts.join(', ')}) || '}' end`
}
