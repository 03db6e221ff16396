import { quoteIdentifier, quoteText } from '@sluice/model'
import { duckdbTypeOf } from './duckdb-type.ts'
import { type DecimalType, isFractional, isInteger, isNumeric, type SqlType, sameType } from './sql-type.ts'

/**
 * Casts as Spark makes them without ANSI mode: what has no value in the new type becomes NULL, fractions are cut off, whole
 * numbers that are too large lose their upper bits (spec: sql.md §1.3, §7). Text of numbers and times is read by macros
 * (`macros/casts.ts`, `macros/datetimes.ts`).
 */

/** SQL that gives `sql` as the type `to`; undefined when there is no such cast. */
export function castSql(sql: string, from: SqlType, to: SqlType, timeZone: string): string | undefined {
  if (sameType(from, to)) return sql
  if (from.kind === 'null') return `cast(${sql} as ${duckdbTypeOf(to)})`
  if (isInteger(to)) return toInteger(sql, from, to)
  if (isFractional(to)) return toFractional(sql, from, to)
  switch (to.kind) {
    case 'decimal':
      return toDecimal(sql, from, to)
    case 'string':
      return toText(sql, from, timeZone)
    case 'boolean':
      if (from.kind === 'string') return `spark_text_to_boolean(${sql})`
      return isNumeric(from) ? `(${sql} <> 0)` : undefined
    case 'timestamp':
      return toTimestamp(sql, from, timeZone)
    case 'date':
      return toDate(sql, from, timeZone)
    case 'binary':
      return from.kind === 'string' ? `encode(${sql})` : undefined
    case 'array':
    case 'map':
    case 'struct':
      return nested(sql, from, to, timeZone)
    default:
      return undefined
  }
}

function toInteger(sql: string, from: SqlType, to: SqlType): string | undefined {
  if (from.kind === 'string') {
    if (to.kind === 'bigint') return `spark_text_to_bigint(${sql})`
    return `try_cast(spark_text_to_bigint(${sql}) as ${duckdbTypeOf(to)})`
  }
  if (from.kind === 'boolean') return `cast(${sql} as ${duckdbTypeOf(to)})`
  if (from.kind === 'timestamp') return narrowed(`spark_timestamp_to_seconds(${sql})`, to)
  if (isInteger(from))
    return widthOf(from) <= widthOf(to) ? `cast(${sql} as ${duckdbTypeOf(to)})` : narrowed(sql, to)
  if (from.kind === 'decimal') return narrowed(`spark_decimal_to_bigint(${sql})`, to)
  if (isFractional(from)) {
    if (to.kind === 'bigint') return `spark_double_to_bigint((${sql})::double)`
    return to.kind === 'int'
      ? `spark_double_to_int((${sql})::double)`
      : narrowed(`spark_double_to_int((${sql})::double)`, to)
  }
  return undefined
}

const widthOf = ({ kind }: SqlType): number => ['tinyint', 'smallint', 'int', 'bigint'].indexOf(kind)

/** The lower bits, as a signed number: 64 bits or fewer of a BIGINT, or all that a HUGEINT's sum needs. */
export function narrowed(sql: string, to: SqlType): string {
  if (to.kind === 'bigint') return sql
  const half = 2n ** (to.kind === 'tinyint' ? 7n : to.kind === 'smallint' ? 15n : 31n)
  // The offset could overflow 64 bits: the mask comes first.
  return `((((${sql} & ${2n * half - 1n}) + ${half}) & ${2n * half - 1n}) - ${half})::${duckdbTypeOf(to)}`
}

function toFractional(sql: string, from: SqlType, to: SqlType): string | undefined {
  const type = duckdbTypeOf(to)
  const fromDouble = (double: string) => (to.kind === 'double' ? double : `spark_double_to_float(${double})`)
  if (from.kind === 'string') return fromDouble(`spark_text_to_double(${sql})`)
  if (from.kind === 'double') return fromDouble(sql)
  if (from.kind === 'timestamp') return `(epoch_us(${sql}) / 1000000.0::double)::${type}`
  if (isNumeric(from) || from.kind === 'boolean') return `cast(${sql} as ${type})`
  return undefined
}

function toDecimal(sql: string, from: SqlType, to: SqlType): string | undefined {
  if (from.kind === 'string') return `try_cast(spark_plain_number(trim(${sql})) as ${duckdbTypeOf(to)})`
  if (isFractional(from)) return `try_cast(spark_plain_number((${sql})::varchar) as ${duckdbTypeOf(to)})`
  if (isNumeric(from) || from.kind === 'boolean') return `try_cast(${sql} as ${duckdbTypeOf(to)})`
  return undefined
}

function toText(sql: string, from: SqlType, timeZone: string): string | undefined {
  if (from.kind === 'boolean' || isInteger(from) || from.kind === 'date') return `cast(${sql} as varchar)`
  if (from.kind === 'decimal') return decimalText(sql, from)
  if (from.kind === 'float') return `spark_float_to_text(${sql})`
  if (from.kind === 'double') return `spark_double_to_text(${sql})`
  if (from.kind === 'timestamp') return `spark_timestamp_to_text(${sql}, ${quoteText(timeZone)})`
  if (from.kind === 'binary') return `try(decode(${sql}))`
  return nestedText(sql, from, timeZone)
}

/** Java writes the 0 before the point, which DuckDB leaves out of decimal(2,2), and what is below 10^-6 as `1E-7`. */
function decimalText(sql: string, { precision, scale }: DecimalType): string {
  return scale > 6 || scale === precision
    ? `spark_decimal_to_text(${sql}, ${scale})`
    : `cast(${sql} as varchar)`
}

/** `[1, 2]`, `{a, 1}`, `{k -> v}`, as Spark 3 writes them. */
function nestedText(sql: string, from: SqlType, timeZone: string): string | undefined {
  const item = (value: string, type: SqlType) => {
    const text = type.kind === 'string' ? value : toText(value, type, timeZone)
    return text && `coalesce(${text}, 'null')`
  }
  if (from.kind === 'array') {
    const text = item('x', from.element)
    return text && `('[' || array_to_string(list_transform(${sql}, lambda x: ${text}), ', ') || ']')`
  }
  if (from.kind === 'map') {
    const [key, value] = [item('x.key', from.key), item('x.value', from.value)]
    return (
      key &&
      value &&
      `('{' || array_to_string(list_transform(map_entries(${sql}), lambda x: ${key} || ' -> ' || ${value}), ', ') || '}')`
    )
  }
  if (from.kind !== 'struct') return undefined
  const texts = from.members.map(({ column, type }) => item(`(${sql}).${quoteIdentifier(column)}`, type))
  if (texts.some((text) => text === undefined)) return undefined
  return `case when ${sql} is not null then '{' || ${texts.join(` || ', ' || `)} || '}' end`
}

function toTimestamp(sql: string, from: SqlType, timeZone: string): string | undefined {
  const zone = quoteText(timeZone)
  if (from.kind === 'string') return `spark_text_to_timestamp(${sql}, ${zone})`
  if (from.kind === 'date') return `spark_date_to_timestamp(${sql}, ${zone})`
  if (isInteger(from)) return `spark_seconds_to_timestamp(${sql})`
  if (isNumeric(from)) return `spark_seconds_to_timestamp((${sql})::double)`
  return undefined
}

function toDate(sql: string, from: SqlType, timeZone: string): string | undefined {
  if (from.kind === 'string') return `spark_text_to_date(${sql})`
  return from.kind === 'timestamp' ? `spark_timestamp_to_date(${sql}, ${quoteText(timeZone)})` : undefined
}

/** Element by element; the lambda's variable is named by depth, so that lists of lists do not hide each other's. */
function nested(sql: string, from: SqlType, to: SqlType, timeZone: string, depth = 0): string | undefined {
  const cast = (value: string, a: SqlType, b: SqlType) =>
    sameType(a, b) ? value : (nested(value, a, b, timeZone, depth + 1) ?? castSql(value, a, b, timeZone))
  const x = `y${depth}`
  if (from.kind === 'array' && to.kind === 'array') {
    const item = cast(x, from.element, to.element)
    return item && `list_transform(${sql}, lambda ${x}: ${item})`
  }
  if (from.kind === 'map' && to.kind === 'map') {
    const [key, value] = [cast(`${x}.key`, from.key, to.key), cast(`${x}.value`, from.value, to.value)]
    return (
      key &&
      value &&
      `map_from_entries(list_transform(map_entries(${sql}), lambda ${x}: struct_pack(k := ${key}, v := ${value})))`
    )
  }
  if (from.kind !== 'struct' || to.kind !== 'struct' || from.members.length !== to.members.length)
    return undefined
  const members = to.members.map((member, i) => {
    const old = from.members[i]
    const value = old && cast(`(${sql}).${quoteIdentifier(old.column)}`, old.type, member.type)
    return value && `${quoteIdentifier(member.column)} := ${value}`
  })
  if (members.some((member) => member === undefined)) return undefined
  return `case when ${sql} is not null then struct_pack(${members.join(', ')}) end`
}
