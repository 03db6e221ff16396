import type { ByteWriter } from './byte-writer.ts'

/** Longest canonical date with its quotes: the caller's room in `out`. */
export const dateBytesMax = 32

export const dateRule =
  'a date is RFC 3339 text such as 2017-01-02T15:00:00.123+08:00, within the years 0001 to 9999'

/**
 * Writes the RFC 3339 date-time at `at` in its canonical form, with quotes: UTC, no fraction when it is zero, else three or
 * six digits (finer ones are cut off). Takes any offset, 1 to 9 fraction digits, `t` and `z`. Returns the index behind it,
 * or -1 when there is no such date. Leap seconds (`:60`) are refused, as Go and Java do.
 */
export function scanDate(src: Buffer, at: number, out: ByteWriter): number {
  if (at + 20 > src.length) return -1
  const century = twoDigits(src, at)
  const yearOfCentury = twoDigits(src, at + 2)
  const month = twoDigits(src, at + 5)
  const day = twoDigits(src, at + 8)
  const hour = twoDigits(src, at + 11)
  const minute = twoDigits(src, at + 14)
  const second = twoDigits(src, at + 17)
  if ((century | yearOfCentury | month | day | hour | minute | second) < 0) return -1
  if (src[at + 4] !== 0x2d || src[at + 7] !== 0x2d || (src[at + 10]! | 0x20) !== 0x74) return -1
  if (src[at + 13] !== 0x3a || src[at + 16] !== 0x3a) return -1
  const year = century * 100 + yearOfCentury
  if (month === 0 || month > 12 || day === 0 || (day > 28 && day > daysInMonth(year, month))) return -1
  if (hour > 23 || minute > 59 || second > 59) return -1

  let i = at + 19
  const fractionAt = i + 1
  if (src[i] === 0x2e) {
    i = fractionAt
    while (src[i]! >= 0x30 && src[i]! <= 0x39) i++
    if (i === fractionAt || i > fractionAt + 9) return -1
  }
  const micros = microseconds(src, fractionAt, i)
  if ((src[i]! | 0x20) === 0x7a) {
    if (year === 0) return -1
    copyDateTime(src, at, out)
    closeDate(micros, out)
    return i + 1
  }
  const offset = offsetMinutes(src, i)
  if (offset === noOffset) return -1
  if (!writeShifted(year, month, day, hour * 60 + minute - offset, second, out)) return -1
  closeDate(micros, out)
  return i + 6
}

/** Writes a time in milliseconds since the epoch as a canonical date with quotes. Years 0001 to 9999. */
export function writeDate(epochMs: number, out: ByteWriter): void {
  const text = new Date(epochMs).toISOString()
  out.ascii(`"${text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text}"`)
}

/** 0 to 99, or a negative number when these are not two digits. */
function twoDigits(src: Buffer, at: number): number {
  const tens = src[at]! - 0x30
  const ones = src[at + 1]! - 0x30
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return -1
  return tens * 10 + ones
}

function microseconds(src: Buffer, from: number, to: number): number {
  let micros = 0
  for (let i = from; i < from + 6; i++) micros = micros * 10 + (i < to ? src[i]! - 0x30 : 0)
  return micros
}

const noOffset = 10_000

/** Minutes east of UTC of `+08:00` or `-07:00` at `at`. */
function offsetMinutes(src: Buffer, at: number): number {
  const sign = src[at]
  if ((sign !== 0x2b && sign !== 0x2d) || at + 6 > src.length || src[at + 3] !== 0x3a) return noOffset
  const hours = twoDigits(src, at + 1)
  const minutes = twoDigits(src, at + 4)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return noOffset
  return sign === 0x2b ? hours * 60 + minutes : -(hours * 60 + minutes)
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** `"` and the nineteen bytes of a date and time that is in UTC already. */
function copyDateTime(src: Buffer, at: number, out: ByteWriter): void {
  const bytes = out.bytes
  let length = out.length
  bytes[length++] = 0x22
  for (let i = at; i < at + 19; i++) bytes[length++] = src[i]!
  bytes[out.length + 11] = 0x54
  out.length = length
}

/** Date and time of `minuteOfDay`, which an offset may have moved one day back or on. False outside years 1 to 9999. */
function writeShifted(
  year: number,
  month: number,
  day: number,
  minuteOfDay: number,
  second: number,
  out: ByteWriter,
): boolean {
  let [y, m, d, minutes] = [year, month, day, minuteOfDay]
  if (minutes < 0) {
    minutes += 1440
    if (--d === 0) {
      if (--m === 0) [y, m] = [y - 1, 12]
      d = daysInMonth(y, m)
    }
  } else if (minutes >= 1440) {
    minutes -= 1440
    if (++d > daysInMonth(y, m)) {
      d = 1
      if (++m === 13) [y, m] = [y + 1, 1]
    }
  }
  if (y < 1 || y > 9999) return false
  const bytes = out.bytes
  bytes[out.length++] = 0x22
  putTwo(Math.floor(y / 100), out)
  putTwo(y % 100, out)
  bytes[out.length++] = 0x2d
  putTwo(m, out)
  bytes[out.length++] = 0x2d
  putTwo(d, out)
  bytes[out.length++] = 0x54
  putTwo(Math.floor(minutes / 60), out)
  bytes[out.length++] = 0x3a
  putTwo(minutes % 60, out)
  bytes[out.length++] = 0x3a
  putTwo(second, out)
  return true
}

function putTwo(value: number, out: ByteWriter): void {
  const tens = Math.floor(value / 10)
  out.bytes[out.length++] = 0x30 + tens
  out.bytes[out.length++] = 0x30 + value - tens * 10
}

/** Fraction, `Z` and the closing quote. */
function closeDate(micros: number, out: ByteWriter): void {
  const bytes = out.bytes
  if (micros !== 0) {
    bytes[out.length++] = 0x2e
    const digits = micros % 1000 === 0 ? 3 : 6
    let rest = digits === 3 ? micros / 1000 : micros
    for (let i = digits - 1; i >= 0; i--) {
      bytes[out.length + i] = 0x30 + (rest % 10)
      rest = Math.floor(rest / 10)
    }
    out.length += digits
  }
  bytes[out.length++] = 0x5a
  bytes[out.length++] = 0x22
}
