/** Zones whose usual abbreviation is not made of the initials of their name. */
const abbreviations: Readonly<Record<string, string>> = {
  'Central European Standard Time': 'CET',
  'Eastern European Standard Time': 'EET',
  'Western European Standard Time': 'WET',
  'Hong Kong Standard Time': 'HKT',
  'Singapore Standard Time': 'SGT',
  'Coordinated Universal Time': 'UTC',
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Name of `timeZone` at an instant, as Java writes the pattern zzzz: `China Standard Time`. */
export function longZoneName(ms: number, timeZone: string): string {
  return zoneName(ms, timeZone, 'long')
}

/** Abbreviation as Java writes the pattern z: `CST`, in summer `CDT`; `GMT+08:30` for a zone without a name. */
export function shortZoneName(ms: number, timeZone: string): string {
  const short = zoneName(ms, timeZone, 'short')
  if (!/\d/.test(short)) return short
  const long = longZoneName(ms, timeZone)
  if (/\d/.test(long)) return long
  return abbreviations[long] ?? long.replace(/[^A-Z]/g, '')
}

function zoneName(ms: number, timeZone: string, timeZoneName: 'long' | 'short'): string {
  const id = `${timeZoneName} ${timeZone}`
  const format = formats.get(id) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName })
  formats.set(id, format)
  return format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}
