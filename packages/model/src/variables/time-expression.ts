import { SluiceError } from '../errors.ts'
import { instantOfLocalMs, zoneOffsetMs } from './time-zone.ts'

/** Value of a time variable: a base and what is added to it. */
export interface TimeExpression {
  /** now: the instant itself. date: the start of its day in the time zone. */
  readonly base: 'now' | 'date'
  readonly shiftMs: number
}

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 }
/** A hundred years: further than any data, near enough that every result is a time. */
const shiftMsMax = 36_525 * 86_400_000

const expression = /^\s*\$\((now|date)\)\s*((?:[+-]\s*\d{1,12}\s*[dhm]\s*)*)$/
const shiftTerm = /([+-])\s*(\d+)\s*([dhm])/g

/**
 * Reads `$(now)-5h`: the base $(now) or $(date), then any number of shifts in d (24 hours), h, m.
 * Throws E18018 naming the variable.
 */
export function parseTimeExpression(value: string, name: string): TimeExpression {
  const match = expression.exec(value)
  if (match === null) {
    const shown = value.slice(0, 100)
    throw new SluiceError(
      'E18018',
      `variable '${name}': '${shown}' is no time; write $(now), or $(now)-5h with the units d, h or m`,
    )
  }
  let shiftMs = 0
  for (const [, sign, amount, unit] of (match[2] ?? '').matchAll(shiftTerm)) {
    shiftMs += Number(`${sign}${amount}`) * (unitMs[unit ?? ''] ?? 0)
  }
  if (Math.abs(shiftMs) > shiftMsMax) {
    throw new SluiceError('E18018', `variable '${name}': the time lies more than 100 years away`)
  }
  return { base: match[1] === 'date' ? 'date' : 'now', shiftMs }
}

/** The instant an expression stands for at `nowMs`. */
export function evaluateTime({ base, shiftMs }: TimeExpression, nowMs: number, timeZone: string): number {
  return (base === 'date' ? startOfDayMs(nowMs, timeZone) : nowMs) + shiftMs
}

function startOfDayMs(ms: number, timeZone: string): number {
  const local = new Date(ms + zoneOffsetMs(ms, timeZone))
  return instantOfLocalMs(local.setUTCHours(0, 0, 0, 0), timeZone)
}
