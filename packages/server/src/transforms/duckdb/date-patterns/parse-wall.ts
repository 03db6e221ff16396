import type { Field } from './parse.ts'

/**
 * SQL of the wall-clock time that the groups of a match (`read_part`) say; NULL when there was no match, for a number's group
 * is '' then. Of parts that say the same, the last counts.
 */
export function wallSql(fields: readonly Field[]): string {
  const last = (letters: string) => fields.findLast(({ letter }) => letter && letters.includes(letter))
  const isLater = (a: Field | undefined, b: Field | undefined) =>
    a !== undefined && (b === undefined || fields.indexOf(a) > fields.indexOf(b))
  const [day, dayOfYear] = [last('d'), last('D')]
  const byYear = isLater(dayOfYear, day)
  const parts = [
    yearSql(last('y'), last('G')),
    byYear ? '1' : monthSql(last('ML')),
    number(byYear ? dayOfYear : day, '1'),
    hourSql(last('Hk'), last('hK'), last('a'), isLater),
    number(last('m'), '0'),
    number(last('s'), '0'),
    number(last('S'), '0'),
  ]
  return `spark_lenient_time(${parts.join(', ')})`
}

const part = ({ name }: Field): string => `trim(read_part.${name})`

const number = (field: Field | undefined, otherwise: string): string =>
  field ? `try_cast(${part(field)} as integer)::bigint` : otherwise

/** `yy` and `y` take two digits as a year of the hundred that began 80 years ago. */
function yearSql(field: Field | undefined, era: Field | undefined): string {
  if (!field) return '1970'
  const value = number(field, '')
  const year =
    field.count > 2
      ? value
      : `case when regexp_full_match(${part(field)}, '[0-9]{2}') then spark_two_digit_year(${value}) else ${value} end`
  return era ? `case lower(${part(era)}) when 'bc' then 1 - ${year} else ${year} end` : year
}

const monthList = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function monthSql(field: Field | undefined): string {
  if (!field || field.count <= 2) return number(field, '1')
  const names = monthList.map((name) => `'${name}'`).join(', ')
  return `list_position([${names}], left(lower(${part(field)}), 3))::bigint`
}

/** An hour of the day, or one of the half day, which counts when AM or PM is said too or nothing else is. */
function hourSql(
  ofDay: Field | undefined,
  ofHalf: Field | undefined,
  half: Field | undefined,
  isLater: (a: Field | undefined, b: Field | undefined) => boolean,
): string {
  const halfIsSaid = ofHalf !== undefined && half !== undefined
  if (ofDay && !(halfIsSaid && (isLater(ofHalf, ofDay) || isLater(half, ofDay)))) return hourOf(ofDay)
  const hour = ofHalf ? hourOf(ofHalf) : '0'
  return half ? `(${hour} + case lower(${part(half)}) when 'pm' then 12 else 0 end)` : hour
}

/** `k` and `h` call the hour 0 by 24 and 12. */
function hourOf(field: Field): string {
  const value = number(field, '0')
  if (field.letter !== 'k' && field.letter !== 'h') return value
  const zero = field.letter === 'k' ? 24 : 12
  return `case when ${value} = ${zero} then 0 else ${value} end`
}
