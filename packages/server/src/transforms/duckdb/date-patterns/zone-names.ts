/**
 * Names of zones, which `z` writes and reads as Java does: of a zone in standard and in summer time. Java takes a name as that
 * offset, whatever the season. A name that several zones have is the session's, otherwise that of the first one here.
 */
export interface ZoneNames {
  readonly zones: readonly string[]
  readonly offsetMinutes: number
  readonly standard: readonly [short: string, long: string]
  /** Their clocks are an hour ahead then. */
  readonly summer?: readonly [short: string, long: string]
}

const of = (
  zones: string,
  offsetMinutes: number,
  standard: readonly [string, string],
  summer?: readonly [string, string],
): ZoneNames => ({ zones: zones.split(' '), offsetMinutes, standard, ...(summer ? { summer } : {}) })

const named = (short: string, name: string): [short: string, long: string] => [short, name]

export const zoneNames: readonly ZoneNames[] = [
  of('UTC Etc/UTC Zulu', 0, named('UTC', 'Coordinated Universal Time')),
  of('GMT Etc/GMT', 0, named('GMT', 'Greenwich Mean Time')),
  of('Europe/London', 0, named('GMT', 'Greenwich Mean Time'), named('BST', 'British Summer Time')),
  of(
    'America/New_York America/Toronto America/Detroit US/Eastern',
    -300,
    named('EST', 'Eastern Standard Time'),
    named('EDT', 'Eastern Daylight Time'),
  ),
  of(
    'America/Chicago America/Winnipeg US/Central',
    -360,
    named('CST', 'Central Standard Time'),
    named('CDT', 'Central Daylight Time'),
  ),
  of(
    'Asia/Shanghai PRC Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macau',
    480,
    named('CST', 'China Standard Time'),
    named('CDT', 'China Daylight Time'),
  ),
  of('Asia/Taipei', 480, named('CST', 'Taipei Standard Time'), named('CDT', 'Taipei Daylight Time')),
  of(
    'America/Denver US/Mountain',
    -420,
    named('MST', 'Mountain Standard Time'),
    named('MDT', 'Mountain Daylight Time'),
  ),
  of(
    'America/Los_Angeles America/Vancouver US/Pacific',
    -480,
    named('PST', 'Pacific Standard Time'),
    named('PDT', 'Pacific Daylight Time'),
  ),
  of('Asia/Tokyo Japan', 540, named('JST', 'Japan Standard Time'), named('JDT', 'Japan Daylight Time')),
  of('Asia/Seoul', 540, named('KST', 'Korean Standard Time'), named('KDT', 'Korean Daylight Time')),
  of(
    'Asia/Hong_Kong Hongkong',
    480,
    named('HKT', 'Hong Kong Standard Time'),
    named('HKST', 'Hong Kong Summer Time'),
  ),
  of('Asia/Singapore Singapore', 480, named('SGT', 'Singapore Standard Time')),
  of('Asia/Kolkata Asia/Calcutta', 330, named('IST', 'India Standard Time')),
  of(
    'Europe/Paris Europe/Berlin Europe/Madrid Europe/Rome Europe/Amsterdam Europe/Vienna Europe/Zurich',
    60,
    named('CET', 'Central European Standard Time'),
    named('CEST', 'Central European Summer Time'),
  ),
  of('Europe/Moscow', 180, named('MSK', 'Moscow Standard Time'), named('MSD', 'Moscow Summer Time')),
  of(
    'Australia/Sydney Australia/Melbourne',
    600,
    named('AEST', 'Australian Eastern Standard Time'),
    named('AEDT', 'Australian Eastern Daylight Time'),
  ),
]

export const namesOfZone = (zone: string): ZoneNames | undefined =>
  zoneNames.find(({ zones }) => zones.includes(zone))

/** What `z` reads: names in lower case and their offsets in minutes. */
export function offsetsByName(sessionZone: string): Map<string, number> {
  const own = namesOfZone(sessionZone)
  const offsets = new Map<string, number>()
  for (const { offsetMinutes, standard, summer } of own ? [own, ...zoneNames] : zoneNames)
    for (const [names, minutes] of [
      [standard, offsetMinutes],
      [summer ?? [], offsetMinutes + 60],
    ] as const)
      for (const name of names) if (!offsets.has(name.toLowerCase())) offsets.set(name.toLowerCase(), minutes)
  return offsets
}
