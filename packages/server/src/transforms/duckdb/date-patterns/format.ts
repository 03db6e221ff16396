import { quoteText } from '@sluice/model'
import { type Letter, parsePattern, type Refuse, type Token } from './pattern.ts'
import { namesOfZone } from './zone-names.ts'

/** `text` goes into one strftime with its neighbours; `sql` reads the instant as `written.at` and the time on the zone's clocks
 *  as `written.wall`. */
type Part = { readonly text: string } | { readonly sql: string }

/** SQL that writes an instant by a pattern, on the clocks of the zone. */
export function formatSql(instant: string, pattern: string, zone: string, refuse: Refuse): string {
  const usual = usualForms[pattern]
  if (usual) return usual(`spark_timestamp_to_local(${instant}, ${quoteText(zone)})`)
  const parts = joined(parsePattern(pattern, refuse).map((token) => partOf(token, zone, refuse)))
  const [only = { text: '' }, ...others] = parts
  if (pattern === '') return `left(spark_timestamp_to_text(${instant}, ${quoteText(zone)}), 0)`
  if (others.length === 0 && 'text' in only)
    return `strftime(spark_timestamp_to_local(${instant}, ${quoteText(zone)}), ${quoteText(only.text)})`
  const written = parts.map((part) =>
    'text' in part ? `strftime(written.wall, ${quoteText(part.text)})` : `(${part.sql})`,
  )
  return bound(written.join(' || '), instant, zone)
}

/** The instant is written once, whatever the pattern needs of it. */
function bound(sql: string, instant: string, zone: string): string {
  const times = `lambda written_at: {'at': written_at, 'wall': spark_timestamp_to_local(written_at, ${quoteText(zone)})}`
  return `list_transform(list_transform([${instant}], ${times}), lambda written: ${sql})[1]`
}

// A timestamp without a fraction has this very form as text, and that is three times as fast as strftime.
const usualForms: { readonly [pattern: string]: (wall: string) => string } = {
  'yyyy-MM-dd HH:mm:ss': (wall) => `date_trunc('second', ${wall})::varchar`,
  'yyyy-MM-dd': (wall) => `(${wall})::date::varchar`,
}

function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (last && 'text' in last && 'text' in part) result[result.length - 1] = { text: last.text + part.text }
    else result.push(part)
  }
  return result
}

function partOf(token: Token, zone: string, refuse: Refuse): Part {
  if (token.kind === 'text') return { text: token.text.replaceAll('%', '%%') }
  const { letter, count } = token
  const code = codes[letter]
  if (code) return code(count)
  const number = numbers[letter]
  if (number) return { sql: padded(number, count) }
  return { sql: letter === 'z' ? zoneName(zone, count, refuse) : offset(letter, count) }
}

/** What strftime writes; a longer run of letters pads with more zeros than it can. */
const codes: { readonly [letter in Letter]?: (count: number) => Part } = {
  y: (count) =>
    count === 2
      ? { text: '%y' }
      : count === 4
        ? { text: '%Y' }
        : { sql: padded('year(written.wall)', count) },
  M: (count) => (count >= 3 ? { text: count === 3 ? '%b' : '%B' } : numberCode('%-m', '%m', 'month')(count)),
  L: (count) => (count >= 3 ? { text: count === 3 ? '%b' : '%B' } : numberCode('%-m', '%m', 'month')(count)),
  d: (count) => numberCode('%-d', '%d', 'day')(count),
  H: (count) => numberCode('%-H', '%H', 'hour')(count),
  m: (count) => numberCode('%-M', '%M', 'minute')(count),
  s: (count) => numberCode('%-S', '%S', 'second')(count),
  S: (count) => (count === 3 ? { text: '%g' } : { sql: padded('(millisecond(written.wall) % 1000)', count) }),
  D: (count) => (count === 3 ? { text: '%j' } : { sql: padded('dayofyear(written.wall)', count) }),
  a: () => ({ text: '%p' }),
  E: (count) => ({ text: count > 3 ? '%A' : '%a' }),
  G: () => ({ sql: `case when year(written.wall) > 0 then 'AD' when year(written.wall) <= 0 then 'BC' end` }),
  Y: (count) =>
    count === 2
      ? { sql: padded(`(year(${saturday}) % 100)`, 2) }
      : { sql: padded(`year(${saturday})`, count) },
}

const numberCode =
  (plain: string, two: string, part: string) =>
  (count: number): Part =>
    count > 2 ? { sql: padded(`${part}(written.wall)`, count) } : { text: count === 1 ? plain : two }

// A week belongs to the year (and the month) of its Saturday, as in the United States: Spark's locale.
const saturday = '(written.wall::date + (6 - dayofweek(written.wall))::integer)'

const numbers: { readonly [letter in Letter]?: string } = {
  k: '((hour(written.wall) + 23) % 24 + 1)',
  K: '(hour(written.wall) % 12)',
  h: '((hour(written.wall) + 11) % 12 + 1)',
  u: 'isodow(written.wall)',
  F: '((day(written.wall) - 1) // 7 + 1)',
  w: `((dayofyear(${saturday}) - 1) // 7 + 1)`,
  W: '((day(written.wall) + 6 - dayofweek(written.wall) + 6) // 7)',
}

/** Zeros before a number that has fewer digits; one that has more keeps them. */
const padded = (number: string, count: number): string =>
  count === 1
    ? `${number}::varchar`
    : `case when ${number} >= ${10n ** BigInt(count - 1)} then ${number}::varchar else lpad(${number}::varchar, ${count}, '0') end`

const seconds = '((epoch_us(written.wall) - epoch_us(written.at)) // 1000000)'

/** `+0800`, or for X `+08`, `+0800`, `+08:00` and Z for UTC. */
function offset(letter: Letter, count: number): string {
  const minutes = `(abs(${seconds}) // 60)`
  const sign = `case when ${seconds} < 0 then '-' else '+' end`
  const hours = `lpad((${minutes} // 60)::varchar, 2, '0')`
  const rest = `lpad((${minutes} % 60)::varchar, 2, '0')`
  if (letter === 'Z') return `${sign} || ${hours} || ${rest}`
  const tail = count === 1 ? '' : count === 2 ? ` || ${rest}` : ` || ':' || ${rest}`
  return `case when ${seconds} = 0 then 'Z' else ${sign} || ${hours}${tail} end`
}

function zoneName(zone: string, count: number, refuse: Refuse): string {
  const names = namesOfZone(zone)
  if (!names)
    return refuse(
      `the letter z cannot name the zone ${zone}: write its offset with Z (+0800) or XXX (+08:00)`,
    )
  const which = count > 3 ? 1 : 0
  const standard = quoteText(names.standard[which])
  if (!names.summer) return `case when written.wall is not null then ${standard} end`
  const summer = (names.offsetMinutes + 60) * 60
  return `case when ${seconds} = ${summer} then ${quoteText(names.summer[which])} when written.wall is not null then ${standard} end`
}
