import {
  DuckDBArrayValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api'

/** A value of a result as JSON: integers and decimals with all their digits, times in RFC 3339, UTC; what JSON has no form
 *  for (NaN, infinite) is null, and other kinds are their text. */
export function jsonOf(value: DuckDBValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (value instanceof DuckDBDecimalValue) return value.toString()
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return `[${value.items.map(jsonOf).join(',')}]`
  if (value instanceof DuckDBStructValue) return jsonOfMembers(Object.entries(value.entries))
  if (value instanceof DuckDBMapValue)
    return jsonOfMembers(value.entries.map(({ key, value: inner }) => [String(key), inner]))
  return JSON.stringify(timeText(value) ?? String(value))
}

function jsonOfMembers(members: readonly (readonly [string, DuckDBValue])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`).join(',')}}`
}

function timeText(value: DuckDBValue): string | undefined {
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue)
    return instantText(value.micros * 1_000n)
  if (value instanceof DuckDBTimestampNanosecondsValue) return instantText(value.nanos)
  if (value instanceof DuckDBTimestampMillisecondsValue) return instantText(value.millis * 1_000_000n)
  if (value instanceof DuckDBTimestampSecondsValue) return instantText(value.seconds * 1_000_000_000n)
  return undefined
}

/** RFC 3339 with as many digits as it takes; undefined for times that JavaScript and RFC 3339 do not have. */
function instantText(nanos: bigint): string | undefined {
  const fraction = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const date = new Date(Number((nanos - fraction) / 1_000_000n))
  if (Number.isNaN(date.getTime())) return undefined
  const digits = String(fraction).padStart(9, '0').replace(/0+$/, '')
  return `${date.toISOString().slice(0, -5)}${digits === '' ? '' : `.${digits}`}Z`
}
