import type { Call } from '../function.ts'

/** A unit of time: months and days go by the calendar, what is shorter has a length. */
export type ClockUnit =
  | { readonly months: number }
  | { readonly days: number }
  | { readonly microseconds: bigint }

export const clockUnits: { readonly [name: string]: ClockUnit } = {
  year: { months: 12 },
  quarter: { months: 3 },
  month: { months: 1 },
  week: { days: 7 },
  day: { days: 1 },
  dayofyear: { days: 1 },
  hour: { microseconds: 3_600_000_000n },
  minute: { microseconds: 60_000_000n },
  second: { microseconds: 1_000_000n },
  millisecond: { microseconds: 1000n },
  microsecond: { microseconds: 1n },
}

/** The unit that argument i names. */
export function clockUnitOf(call: Call, i: number): ClockUnit {
  const name = call.constantText(i) ?? ''
  return (
    clockUnits[name.toLowerCase()] ??
    call.refuse(
      `'${name}' is no unit of time: use ${Object.keys(clockUnits)
        .filter((unit) => unit !== 'dayofyear')
        .join(', ')}`,
      i,
    )
  )
}
