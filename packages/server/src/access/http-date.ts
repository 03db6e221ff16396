const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const month = months.join('|')
const time = '(?<hours>\\d{2}):(?<minutes>\\d{2}):(?<seconds>\\d{2})'
const weekday = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const longWeekday = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day'

/** The three forms of RFC 9110 §5.6.7: what everybody sends, and the two obsolete ones. */
const forms = [
  new RegExp(`^${weekday}, (?<day>\\d{2}) (?<month>${month}) (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(`^${longWeekday}, (?<day>\\d{2})-(?<month>${month})-(?<year>\\d{2}) ${time} GMT$`),
  new RegExp(`^${weekday} (?<month>${month}) (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`),
]

/** Milliseconds since the epoch; undefined when the text is no HTTP-date or names a day or time that does not exist.
 *  `nowMs` decides the century of a two-digit year: never more than 50 years ahead. */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  for (const form of forms) {
    const groups = form.exec(text)?.groups
    if (groups) return instant(groups, nowMs)
  }
  return undefined
}

function instant(groups: { readonly [name: string]: string }, nowMs: number): number | undefined {
  const number = (name: string) => Number(groups[name])
  const monthIndex = months.indexOf(groups['month'] ?? '')
  const year = groups['year']?.length === 2 ? fullYear(number('year'), nowMs) : number('year')
  const [day, hours, minutes, seconds] = [
    number('day'),
    number('hours'),
    number('minutes'),
    number('seconds'),
  ]
  // 60 is a leap second.
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined
  const midnight = new Date(0)
  midnight.setUTCFullYear(year, monthIndex, day)
  if (midnight.getUTCDate() !== day || midnight.getUTCMonth() !== monthIndex) return undefined
  return midnight.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000
}

function fullYear(twoDigits: number, nowMs: number): number {
  const thisYear = new Date(nowMs).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + twoDigits
  return year > thisYear + 50 ? year - 100 : year
}
