import { quoteText } from '@sluice/model'
import { arrayType, stringType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import { patternOf } from './rlike.ts'
import { knownNumber, knownText, optionalWhole, text, whole } from './text-arguments.ts'

/** A limit of 0 or less is none; the last of `limit` pieces is all that is left. */
function split([value, pattern, limit]: readonly string[], call: Call): string {
  const java = knownText(call, 1)
  if (java === null) return 'null::varchar[]'
  if (java === undefined && limit === undefined)
    return `(case when ${pattern} = '' then string_split(${value}, '') else spark_split(${value}, spark_checked_pattern(${pattern})) end)`
  if (java === undefined) return splitByPattern(value, `spark_checked_pattern(${pattern})`, call, limit)
  if (java === '') return limited(`string_split(${value}, '')`, "''", call, limit)
  const { re2, literal } = patternOf(java, 'whole', (message) => call.refuse(message, 1))
  if (literal === undefined) return splitByPattern(value, quoteText(re2), call, limit)
  return limited(`string_split(${value}, ${quoteText(literal)})`, quoteText(literal), call, limit)
}

/** Pieces at a separator that is known: those past the limit are put together again, or, of characters, left out. */
function limited(pieces: string, separator: string, call: Call, limit: string | undefined): string {
  const known = knownNumber(call, 2)
  if (limit === undefined || (typeof known === 'number' && known <= 0)) return pieces
  return `spark_limit_pieces(${pieces}, ${separator}, ${limit})`
}

function splitByPattern(
  value: string | undefined,
  re2: string,
  call: Call,
  limit: string | undefined,
): string {
  const known = knownNumber(call, 2)
  if (limit === undefined || (typeof known === 'number' && known <= 0)) return `spark_split(${value}, ${re2})`
  return `spark_split_limit(${value}, ${re2}, ${limit})`
}

export const splits: readonly FunctionRow[] = [
  {
    name: 'split',
    kind: 'scalar',
    usage: 'split(text, pattern[, limit])',
    about:
      'the pieces of the text between matches of a regular expression, as an array; with a limit above 0 at most as many, the last being all that is left',
    parameters: [text, text, optionalWhole],
    returns: arrayType(stringType),
    sql: split,
  },
  {
    name: 'split_part',
    kind: 'scalar',
    usage: 'split_part(text, delimiter, n)',
    about:
      'the nth piece of the text, from the end when n is negative; empty when there is none, NULL when n is 0',
    parameters: [text, text, whole],
    returns: stringType,
    sql: ([value, delimiter, n]) => `spark_split_part(${value}, ${delimiter}, ${n})`,
  },
]
