import { stringType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import { atLeastZero, knownNumber, knownText, optionalWhole, text, whole } from './text-arguments.ts'

/** Position 0 is the first character, as 1 is; negative ones count from the end, where DuckDB's own rule is another for those
 *  before the beginning. */
function substr([value, start = '', length]: readonly string[], call: Call): string {
  const [from, size] = [knownNumber(call, 1), knownNumber(call, 2)]
  if (typeof from !== 'number' || from < 0)
    return length === undefined
      ? `spark_substring_from(${value}, (${start})::bigint)`
      : `spark_substring(${value}, (${start})::bigint, (${length})::bigint)`
  const first = Math.max(from, 1)
  if (length === undefined) return `substring(${value}, ${first})`
  return `substring(${value}, ${first}, ${atLeastZero(length, size)})`
}

function substringIndex([value, delimiter, count]: readonly string[], call: Call): string {
  const [known, times] = [knownText(call, 1), knownNumber(call, 2)]
  if (typeof known !== 'string' || typeof times !== 'number')
    return `spark_substring_index(${value}, ${delimiter}, ${count})`
  if (known === '' || times === 0) return `(case when ${value} is not null then '' end)`
  if (times === 1 || times === -1) return `split_part(${value}, ${delimiter}, ${times})`
  const slice = times > 0 ? `[1:${times}]` : `[${times}:]`
  return `array_to_string(string_split(${value}, ${delimiter})${slice}, ${delimiter})`
}

export const substrings: readonly FunctionRow[] = [
  {
    name: 'substr',
    aliases: ['substring'],
    kind: 'scalar',
    usage: 'substr(text, start[, length])',
    about:
      'the text from a position on, the first being 1 (or 0) and the last -1; empty when the length is not above 0',
    parameters: [text, whole, optionalWhole],
    returns: stringType,
    sql: substr,
  },
  {
    name: 'left',
    kind: 'scalar',
    usage: 'left(text, length)',
    about: 'as many characters of the beginning; empty when the length is not above 0',
    parameters: [text, whole],
    returns: stringType,
    sql: ([value, length], call) => `left(${value}, ${atLeastZero(length ?? '', knownNumber(call, 1))})`,
  },
  {
    name: 'right',
    kind: 'scalar',
    usage: 'right(text, length)',
    about: 'as many characters of the end; empty when the length is not above 0',
    parameters: [text, whole],
    returns: stringType,
    sql: ([value, length], call) => `right(${value}, ${atLeastZero(length ?? '', knownNumber(call, 1))})`,
  },
  {
    name: 'substring_index',
    kind: 'scalar',
    usage: 'substring_index(text, delimiter, count)',
    about:
      'what stands before the count-th delimiter, or, for a negative count, after it from the end; the whole text when there are fewer; empty for count 0 and the empty delimiter',
    parameters: [text, text, whole],
    returns: stringType,
    sql: substringIndex,
  },
  {
    name: 'overlay',
    kind: 'scalar',
    usage: 'overlay(text, replacement, start[, length])',
    about:
      'the text with the replacement put at a position, in place of as many characters (without length: as many as the replacement has)',
    parameters: [text, text, whole, optionalWhole],
    returns: stringType,
    sql: ([value, replacement, start, length]) =>
      `spark_overlay(${value}, ${replacement}, (${start})::bigint, (${length ?? -1})::bigint)`,
  },
]
