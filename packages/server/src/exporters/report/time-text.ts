/** A time as databases write it, `2017-01-02 15:00:00.123456`, as clocks at the offset (`+08:00`) show it. */
export function timeText(micros: bigint, utcOffset: string): string {
  const local = micros + offsetMinutes(utcOffset) * 60_000_000n
  const fraction = ((local % 1_000_000n) + 1_000_000n) % 1_000_000n
  const second = new Date(Number((local - fraction) / 1_000n)).toISOString()
  const digits = fraction === 0n ? '' : `.${String(fraction).padStart(6, '0')}`
  return second.slice(0, 19).replace('T', ' ') + digits
}

function offsetMinutes(utcOffset: string): bigint {
  const minutes = BigInt(utcOffset.slice(1, 3)) * 60n + BigInt(utcOffset.slice(4, 6))
  return utcOffset.startsWith('-') ? -minutes : minutes
}
