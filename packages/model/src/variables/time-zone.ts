/** Milliseconds; most days of a zone have one offset, so a day is what the cache remembers. */
const dayMs = 86_400_000
/** Days remembered per zone: 180 years of them, about 6 MB. Past that the cache starts anew. */
const cachedDaysMax = 65_536
/** The furthest instants a Date can hold. */
const instantMsMax = 8.64e15

interface Zone {
  readonly format: Intl.DateTimeFormat
  /** Offset of each UTC day that has only one; undefined marks a day in which it changes. */
  readonly offsetMsByDay: Map<number, number | undefined>
}

const zones = new Map<string, Zone>()

/**
 * How far local time in `timeZone` (IANA name, or a fixed `+08:00`) is ahead of UTC at the instant `ms`, in
 * milliseconds; whole seconds before zones were regulated (Asia/Shanghai before 1901: 8:05:43). Throws RangeError for
 * an unknown zone or an instant that is no time.
 */
export function zoneOffsetMs(ms: number, timeZone: string): number {
  const zone = zoneOf(timeZone)
  const day = Math.floor(ms / dayMs)
  const known = zone.offsetMsByDay.get(day)
  if (known !== undefined) return known
  if (zone.offsetMsByDay.has(day)) return askIntl(zone, ms)
  if (zone.offsetMsByDay.size >= cachedDaysMax) zone.offsetMsByDay.clear()
  const first = askIntl(zone, Math.max(day * dayMs, -instantMsMax))
  const last = askIntl(zone, Math.min((day + 1) * dayMs - 1, instantMsMax))
  zone.offsetMsByDay.set(day, first === last ? first : undefined)
  return first === last ? first : askIntl(zone, ms)
}

/**
 * The instant at which clocks in `timeZone` show `localMs` (a wall time written as if it were UTC). A time that clocks
 * skip moves forward by the gap, one they show twice is the later: so do Java's lenient calendar and ICU.
 */
export function instantOfLocalMs(localMs: number, timeZone: string): number {
  const before = localMs - zoneOffsetMs(localMs - dayMs, timeZone)
  const after = localMs - zoneOffsetMs(localMs + dayMs, timeZone)
  if (before === after) return before
  if (after + zoneOffsetMs(after, timeZone) === localMs) return after
  return before
}

/** Whether `timeZone` names a zone this runtime knows. */
export function knownTimeZone(timeZone: string): boolean {
  try {
    zoneOf(timeZone)
    return true
  } catch {
    return false
  }
}

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone)
  if (known !== undefined) return known
  const zone: Zone = {
    format: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }),
    offsetMsByDay: new Map(),
  }
  zones.set(timeZone, zone)
  return zone
}

/** Intl writes the offset as GMT, GMT+08:00 or GMT+08:05:43. */
function askIntl(zone: Zone, ms: number): number {
  const part = zone.format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')
  const [, sign, hours, minutes, seconds] = /^GMT([+-])(\d+):(\d+)(?::(\d+))?$/.exec(part?.value ?? '') ?? []
  const size = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
  return (sign === '-' ? -size : size) * 1000
}
