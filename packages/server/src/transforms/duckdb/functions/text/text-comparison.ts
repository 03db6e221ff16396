import { booleanType, intType, stringType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import { likeSql } from './like.ts'
import { optionalText, optionalWhole, text } from './text-arguments.ts'

function like(insensitive: boolean) {
  return ([value = '', pattern]: readonly string[], call: Call): string => {
    const argument = call.arguments[1]
    if (!argument || pattern === undefined) return 'null::boolean'
    const sign = call.constantText(2) ?? '\\'
    if ([...sign].length !== 1) call.refuse(`the escape sign of ${call.name} must be one character`, 2)
    return likeSql(value, argument, sign, insensitive, (message) => call.refuse(message, 1))
  }
}

export const textComparisons: readonly FunctionRow[] = [
  {
    name: 'like',
    kind: 'scalar',
    usage: 'like(text, pattern[, escape])',
    about: 'whether the whole text fits the pattern: % is any text, _ any one character',
    parameters: [text, text, optionalText],
    returns: booleanType,
    sql: like(false),
  },
  {
    name: 'ilike',
    kind: 'scalar',
    usage: 'ilike(text, pattern[, escape])',
    about: 'the same without regard to small and capital letters',
    parameters: [text, text, optionalText],
    returns: booleanType,
    sql: like(true),
  },
  {
    name: 'levenshtein',
    kind: 'scalar',
    usage: 'levenshtein(text, text[, most])',
    about:
      'how many characters must be put in, taken out or changed to make one text the other; -1 when more than most',
    parameters: [text, text, optionalWhole],
    returns: intType,
    sql: ([a, b, most]) =>
      most === undefined
        ? `spark_levenshtein(${a}, ${b})::integer`
        : `spark_levenshtein_within(${a}, ${b}, ${most})::integer`,
  },
  {
    name: 'soundex',
    kind: 'scalar',
    usage: 'soundex(text)',
    about:
      'the code, one letter and three digits, of how an English word sounds; what does not begin with a letter as it is',
    parameters: [text],
    returns: stringType,
    sql: ([value]) => `spark_soundex(${value})`,
  },
]
