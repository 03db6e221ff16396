import { canonicalDateMicros, type ScalarValue, type ValueType } from '@sluice/model'

/** What a series can hold: 64-bit nanoseconds but for the ends, which databases keep for themselves. */
const nanosMax = 9_223_372_036_854_775_806n

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d\d:\d\d)$/

/**
 * The time of a point in nanoseconds since the epoch, from the value of a long, string or date field. A long counts, by its
 * magnitude, seconds, milliseconds, microseconds or nanoseconds: the unit in which it lies between 1966 and 2286, roughly
 * (protocol §11.2 leaves it open). undefined: no such time.
 */
export function pointTimeNanos(valtype: ValueType, value: ScalarValue): bigint | undefined {
  const nanos = unboundedNanos(valtype, value)
  if (nanos === undefined || nanos > nanosMax || nanos < -nanosMax) return undefined
  return nanos
}

function unboundedNanos(valtype: ValueType, value: ScalarValue): bigint | undefined {
  if (typeof value === 'bigint') return value * longUnitNanos(value)
  if (valtype === 'date') return canonicalDateMicros(String(value)) * 1_000n
  return textNanos(String(value))
}

function longUnitNanos(value: bigint): bigint {
  const magnitude = value < 0n ? -value : value
  if (magnitude < 100_000_000_000n) return 1_000_000_000n
  if (magnitude < 100_000_000_000_000n) return 1_000_000n
  if (magnitude < 100_000_000_000_000_000n) return 1_000n
  return 1n
}

/** RFC 3339, to the nanosecond. */
function textNanos(text: string): bigint | undefined {
  const [, day, time, fraction = '', zone = ''] = rfc3339.exec(text.trim()) ?? []
  const ms = Date.parse(`${day}T${time}${zone.toUpperCase()}`)
  if (Number.isNaN(ms) || !isDay(day)) return undefined
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/** Date.parse takes 2017-02-30 for the second of March. */
function isDay(day: string | undefined): boolean {
  const midnight = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(`${day}T`)
}
