import { quoteText } from '@sluice/model'
import { fastForm } from './parse-fast.ts'
import { wallSql } from './parse-wall.ts'
import { zoneOffsetSql, zoneRegexp } from './parse-zone.ts'
import { type Letter, parsePattern, type Refuse, type Token } from './pattern.ts'

/**
 * SQL that reads text by a pattern into an instant, as Java's SimpleDateFormat does when it is lenient: the text may go on
 * after the pattern's end, parts out of range roll over, blanks before a field are passed over, a number that follows another
 * without anything between has as many digits as letters. What does not match is NULL.
 */
export function parseSql(text: string, pattern: string, zone: string, refuse: Refuse): string {
  const fields = fieldsOf(parsePattern(pattern, refuse), zone)
  check(fields, pattern, refuse)
  const fast = fastForm(text, pattern, fields, zone)
  const slow = slowForm(text, fields, zone)
  return fast ? `coalesce(${fast}, ${slow})` : slow
}

/** A piece of the pattern and what it looks like in a text. `name`: its group in the match. */
export interface Field {
  readonly letter?: Letter
  readonly count: number
  readonly text: string
  readonly name: string
  readonly regexp: string
}

const monthNames =
  '(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const weekdayNames =
  '(?i:mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)'
const unread: readonly Letter[] = ['Y', 'w', 'W', 'F']
const isMonthName = (token: Token): boolean =>
  token.kind === 'field' && 'ML'.includes(token.letter) && token.count > 2
const isNumber = (token: Token | undefined): boolean =>
  token?.kind === 'field' && !'EazZXG'.includes(token.letter) && !isMonthName(token)

function fieldsOf(tokens: readonly Token[], zone: string): Field[] {
  return tokens.map((token, i) => {
    if (token.kind === 'text')
      return { count: 0, text: token.text, name: `f${i}`, regexp: `()${escaped(token.text)}` }
    return {
      ...token,
      text: '',
      name: `f${i}`,
      regexp: `[ \\t]*(${regexpOf(token, isNumber(tokens[i + 1]), zone)})`,
    }
  })
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

type FieldToken = Extract<Token, { kind: 'field' }>

function regexpOf(token: FieldToken, beforeNumber: boolean, zone: string): string {
  const { letter, count } = token
  if (isMonthName(token)) return monthNames
  switch (letter) {
    case 'E':
      return weekdayNames
    case 'a':
      return '(?i:am|pm)'
    case 'G':
      return '(?i:ad|bc)'
    case 'z':
    case 'Z':
    case 'X':
      return zoneRegexp(letter, count, zone)
    default:
      return beforeNumber ? fixedNumber(count) : '-?[0-9]+'
  }
}

/** Exactly so many characters: digits, with blanks or a minus before them. */
function fixedNumber(width: number): string {
  const choices = [`[0-9]{${width}}`]
  for (let digits = width - 1; digits > 0; digits--) {
    choices.push(`[ \\t]{${width - digits}}[0-9]{${digits}}`)
    choices.push(`[ \\t]{${width - digits - 1}}-[0-9]{${digits}}`)
  }
  return choices.join('|')
}

function check(fields: readonly Field[], pattern: string, refuse: Refuse): void {
  const used = fields.flatMap(({ letter }) => letter ?? [])
  const weeks = used.find((letter) => unread.includes(letter))
  if (weeks)
    refuse(
      `text cannot be read by the letter ${weeks} of the pattern '${pattern}': give the day by yyyy, MM and dd, or by yyyy and DDD`,
    )
  if (!used.some((letter) => 'yMLdDHkKhmsS'.includes(letter)))
    refuse(`the pattern '${pattern}' says no part of a date or time, so nothing can be read by it`)
  if (used.some((letter) => 'Eu'.includes(letter)) && !used.some((letter) => 'dD'.includes(letter)))
    refuse(`the pattern '${pattern}' has a weekday but no day: add d (of the month) or D (of the year)`)
}

/** The whole pattern as one regular expression; its groups are put together. */
function slowForm(text: string, fields: readonly Field[], zone: string): string {
  const regexp = quoteText(`^${fields.map((field) => field.regexp).join('')}`)
  const match = `regexp_extract(${text}, ${regexp}, [${fields.map(({ name }) => quoteText(name)).join(', ')}])`
  const zoneField = fields.findLast(({ letter }) => letter && 'zZX'.includes(letter))
  const offset = zoneField ? zoneOffsetSql(`read_part.${zoneField.name}`, zone) : 'null::bigint'
  const parts = `lambda read_part: {'wall': ${wallSql(fields)}, 'shift': ${offset}}`
  const instant = zoneField
    ? 'make_timestamptz(epoch_us(read_time.wall) - read_time.shift)'
    : `spark_local_to_timestamp_later(read_time.wall, ${quoteText(zone)})`
  return `list_transform(list_transform([${match}], ${parts}), lambda read_time: ${instant})[1]`
}
