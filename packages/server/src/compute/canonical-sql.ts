import { type DuckDBType, DuckDBTypeId as TypeId } from '@duckdb/node-api'
import {
  columnNames,
  type ElementType,
  type Field,
  namePattern,
  quoteIdentifier,
  quoteText,
  type Schema,
} from '@sluice/model'

/**
 * Canonical JSON written by SQL: one expression makes each record's line inside DuckDB, so rows never become JavaScript
 * objects (measured 700 MB/s of output against 30). NULL means absent, at every level: concat_ws leaves it out.
 */
export interface OutputColumn {
  readonly field: Field
  /** SQL text that gives the value as JSON text, NULL for absent. */
  readonly json: string
  /** Of a map: the members, and the value they are taken from. */
  readonly members?: readonly OutputColumn[]
  readonly value?: string
}

/** The expression for a whole line, without its LF. */
export function lineSql(columns: readonly OutputColumn[]): string {
  if (columns.length === 0) return "'{}'"
  const members = columns.map(({ field, json }) => `'"${field.key}":' || ${json}`)
  return `concat('{', concat_ws(',', ${members.join(', ')}), '}')`
}

/** How stored columns of a schema are written; `names` are their SQL names. */
export function schemaColumns(schema: Schema): OutputColumn[] {
  const names = columnNames(schema)
  return schema.map((field, i) => ({
    field,
    json: fieldJson(field, quoteIdentifier(names[i] ?? '')),
  }))
}

function fieldJson(field: Field, value: string): string {
  switch (field.valtype) {
    case 'boolean':
    case 'long':
      return `${value}::varchar`
    case 'float':
      return floatJson(value)
    case 'date':
      return instantJson(value)
    case 'string':
    case 'jsonstring':
      return `to_json(${value})::varchar`
    case 'array':
      return listJson(value, (item) => elementJson(field.elemtype ?? 'string', item))
    case 'map': {
      const names = columnNames(field.schema ?? [], [])
      const members = (field.schema ?? []).map((member, i) => ({
        field: member,
        json: fieldJson(member, `(${value}).${quoteIdentifier(names[i] ?? '')}`),
      }))
      return mapJson(value, members)
    }
  }
}

/** A map with these members only. */
export function mapJson(value: string, members: readonly OutputColumn[]): string {
  return `case when ${value} is not null then ${lineSql(members)} end`
}

function elementJson(elemtype: ElementType, value: string): string {
  if (elemtype === 'string') return `to_json(${value})::varchar`
  return elemtype === 'float' ? floatJson(value) : `${value}::varchar`
}

const floatJson = (value: string): string =>
  `case when isfinite((${value})::double) then (${value})::double::varchar end`

/** First and last instant of the years 1 to 9999, µs since epoch. */
const instantUsMin = '-62135596800000000'
const instantUsMax = '253402300799999999'

/** A fraction only where there is one: three digits for whole milliseconds, else six. `timezone('UTC', …)` says the same
 *  as `make_timestamp(epoch_us(…))` and took eight times as long. */
function instantJson(value: string): string {
  const us = `epoch_us(${value})`
  const form = (suffix: string) => `strftime(make_timestamp(${us}), '"%Y-%m-%dT%H:%M:%S${suffix}Z"')`
  return (
    `case when not isfinite(${value}) or ${us} not between ${instantUsMin} and ${instantUsMax} then null ` +
    `when ${us} % 1000000 = 0 then ${form('')} ` +
    `when ${us} % 1000 = 0 then ${form('.%g')} else ${form('.%f')} end`
  )
}

let lambdas = 0

function listJson(value: string, item: (name: string) => string): string {
  const name = `x${lambdas++ % 1_000_000}`
  return (
    `case when ${value} is not null then '[' || array_to_string(list_transform(list_filter(${value}, ` +
    `lambda ${name}: ${name} is not null), lambda ${name}: ${item(name)}), ',') || ']' end`
  )
}

const integerTypes: readonly TypeId[] = [
  TypeId.TINYINT,
  TypeId.SMALLINT,
  TypeId.INTEGER,
  TypeId.BIGINT,
  TypeId.UTINYINT,
  TypeId.USMALLINT,
  TypeId.UINTEGER,
]
/** May not fit 64 bits: then the run fails with a message rather than store another number. */
const wideIntegerTypes: readonly TypeId[] = [TypeId.HUGEINT, TypeId.UHUGEINT, TypeId.UBIGINT, TypeId.BIGNUM]
const floatTypes: readonly TypeId[] = [TypeId.FLOAT, TypeId.DOUBLE, TypeId.DECIMAL]
const textTypes: readonly TypeId[] = [TypeId.VARCHAR, TypeId.ENUM, TypeId.UUID, TypeId.TIME, TypeId.SQLNULL]
const localTimeTypes: readonly TypeId[] = [
  TypeId.TIMESTAMP,
  TypeId.TIMESTAMP_S,
  TypeId.TIMESTAMP_MS,
  TypeId.TIMESTAMP_NS,
  TypeId.DATE,
]

/**
 * The field that a query's result column becomes, and how it is written (spec: sql.md §1.2). A timestamp without a zone is
 * a wall-clock time in the session's zone, as Spark has it. undefined: no field can hold this type.
 */
export function resultColumn(
  key: string,
  type: DuckDBType,
  value: string,
  timeZone: string,
): OutputColumn | undefined {
  const plain = (valtype: Field['valtype'], json: string) => ({
    field: { key, valtype, required: false },
    json,
  })
  const { typeId } = type
  if (typeId === TypeId.BOOLEAN) return plain('boolean', `${value}::varchar`)
  if (integerTypes.includes(typeId)) return plain('long', `${value}::varchar`)
  if (wideIntegerTypes.includes(typeId)) return plain('long', `(${value})::bigint::varchar`)
  if (floatTypes.includes(typeId)) return plain('float', floatJson(value))
  if (textTypes.includes(typeId)) return plain('string', `to_json((${value})::varchar)::varchar`)
  if (typeId === TypeId.TIMESTAMP_TZ) return plain('date', instantJson(value))
  if (localTimeTypes.includes(typeId))
    return plain('date', instantJson(`timezone(${quoteText(timeZone)}, try_cast(${value} as timestamp))`))
  if (typeId === TypeId.LIST || typeId === TypeId.ARRAY) return resultList(key, type, value, timeZone)
  if (typeId === TypeId.STRUCT) return resultStruct(key, type, value, timeZone)
  return undefined
}

function resultList(
  key: string,
  type: DuckDBType,
  value: string,
  timeZone: string,
): OutputColumn | undefined {
  if (!('valueType' in type)) return undefined
  const item = (name: string) => resultColumn('x', type.valueType, name, timeZone)
  const elemtype = elementTypeOf(item('x')?.field)
  if (!elemtype) return undefined
  const list = type.typeId === TypeId.ARRAY ? `(${value})::${type.valueType}[]` : value
  const json = listJson(list, (name) => item(name)?.json ?? 'null')
  return { field: { key, valtype: 'array', elemtype, required: false }, json }
}

function elementTypeOf(field: Field | undefined): ElementType | undefined {
  switch (field?.valtype) {
    case 'long':
    case 'float':
    case 'string':
    case 'boolean':
      return field.valtype
    case 'date':
      return 'string'
    default:
      return undefined
  }
}

function resultStruct(
  key: string,
  type: DuckDBType,
  value: string,
  timeZone: string,
): OutputColumn | undefined {
  if (!('entryNames' in type) || !('entryTypes' in type)) return undefined
  const members = type.entryNames.map((name, i) => {
    const entry = type.entryTypes[i]
    if (!entry || !namePattern.test(name)) return undefined
    return resultColumn(name, entry, `(${value}).${quoteIdentifier(name)}`, timeZone)
  })
  if (members.length === 0 || members.some((member) => !member)) return undefined
  const known = members.filter((member) => member !== undefined)
  const field: Field = { key, valtype: 'map', required: false, schema: known.map((member) => member.field) }
  return { field, json: mapJson(value, known), members: known, value }
}
