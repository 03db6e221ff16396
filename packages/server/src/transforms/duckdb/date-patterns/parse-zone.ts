import { quoteText } from '@sluice/model'
import { offsetsByName } from './zone-names.ts'

const hours = '(?:[01][0-9]|2[0-3])'
const minutes = '[0-5][0-9]'

/** What the zone letters read. */
export function zoneRegexp(letter: 'z' | 'Z' | 'X', count: number, sessionZone: string): string {
  if (letter === 'X') return `Z|[+-]${hours}${count === 1 ? '' : count === 2 ? minutes : `:${minutes}`}`
  // The longest first: a name may begin with another. A GMT with a sign and no offset is matched so that it can be refused.
  const names = [...offsetsByName(sessionZone).keys()].filter((name) => name !== 'gmt')
  const longestFirst = names.sort((a, b) => b.length - a.length).map((name) => name.replaceAll(' ', '[ ]'))
  return `[+-]${hours}${minutes}|(?i:greenwich mean time)|(?i:gmt)(?:[+-](?:[0-9]{1,2}:${minutes})?)?|(?i:${longestFirst.join('|')})`
}

/** Microseconds that the zone in `part` is ahead of UTC, NULL when it is none. */
export function zoneOffsetSql(part: string, sessionZone: string): string {
  const names = [...offsetsByName(sessionZone)].map(
    ([name, minutes]) => `when ${quoteText(name)} then ${minutes * 60_000_000}`,
  )
  return `case
  when ${part} = 'Z' then 0::bigint
  when ${part}[1:1] in ('+', '-') or upper(${part}) like 'GMT_%' then spark_offset_us(upper(${part}))
  else (case lower(${part}) ${names.join(' ')} end)::bigint
end`
}
