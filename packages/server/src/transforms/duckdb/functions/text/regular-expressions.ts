import { quoteText } from '@sluice/model'
import type { Pattern, Use } from '../../patterns/java-pattern.ts'
import { PatternError } from '../../patterns/pattern-text.ts'
import { compileReplacement } from '../../patterns/replacement.ts'
import { arrayType, booleanType, intType, stringType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import { patternOf, rlikeSql } from './rlike.ts'
import { knownText, optionalWhole, text } from './text-arguments.ts'

/** The pattern as SQL: compiled when it is a constant, else as it is where RE2 takes it, NULL where not. */
function patternSql(call: Call, use: Use): { readonly sql: string; readonly pattern?: Pattern } {
  const java = knownText(call, 1)
  if (java === null) return { sql: 'null::varchar' }
  if (java === undefined) return { sql: `spark_checked_pattern(${call.arguments[1]?.sql})` }
  const pattern = patternOf(java, use, (message) => call.refuse(message, 1))
  return { sql: quoteText(pattern.re2), pattern }
}

function groupOf(call: Call): number | null {
  const group = call.constantNumber(2)
  if (group === undefined) return 1
  if (group !== null && group < 0) call.refuse(`${call.name} needs a group of 0 (the whole match) or more`, 2)
  return group
}

function checkGroup(call: Call, group: number, pattern: Pattern | undefined): void {
  if (pattern && group > pattern.groups)
    call.refuse(
      `the pattern has ${pattern.groups === 0 ? 'no group' : `${pattern.groups} groups`} in brackets, and ${call.name} gives group ${group}${call.arguments.length < 3 ? ': write 0 as third argument to get the whole match' : ''}`,
      call.arguments.length < 3 ? 1 : 2,
    )
}

function extract(duckdb: string, none: string) {
  return ([value]: readonly string[], call: Call): string => {
    const group = groupOf(call)
    if (group === null) return none
    const { sql, pattern } = patternSql(call, group === 0 ? 'whole' : 'group')
    checkGroup(call, group, pattern)
    return pattern ? `${duckdb}(${value}, ${sql}, ${group})` : `try(${duckdb}(${value}, ${sql}, ${group}))`
  }
}

/** DuckDB has NULL where a group has no part in a match, Spark empty text. */
const extractAll = (args: readonly string[], call: Call): string =>
  `list_transform(${extract('regexp_extract_all', 'null::varchar[]')(args, call)}, lambda m: coalesce(m, ''))`

function replace([value = '', , replacement = '', position]: readonly string[], call: Call): string {
  if (position !== undefined) return replaceFrom(value, replacement, call)
  return replaceAll(value, replacement, call)
}

/** From a position on: what stands before it stays. */
function replaceFrom(value: string, replacement: string, call: Call): string {
  const position = call.constantNumber(3)
  if (position === null || position === undefined) return 'null::varchar'
  if (position < 1) call.refuse('regexp_replace needs a position of 1 or more', 3)
  if (position === 1) return replaceAll(value, replacement, call)
  return `(left(${value}, ${position - 1}) || ${replaceAll(`substring(${value}, ${position})`, replacement, call)})`
}

function replaceAll(value: string, replacement: string, call: Call): string {
  const { sql, pattern } = patternSql(call, 'whole')
  const known = knownText(call, 2)
  if (!pattern || typeof known !== 'string')
    return `regexp_replace(${value}, ${sql}, spark_replacement(${replacement}), 'g')`
  const re2 = replacementOf(known, pattern, call)
  // Without groups and escapes it is a plain search, which is faster.
  if (pattern.literal !== undefined && !re2.includes('\\'))
    return `replace(${value}, ${quoteText(pattern.literal)}, ${quoteText(re2)})`
  return `regexp_replace(${value}, ${sql}, ${quoteText(re2)}, 'g')`
}

function replacementOf(java: string, pattern: Pattern, call: Call): string {
  try {
    return compileReplacement(java, pattern)
  } catch (error) {
    if (error instanceof PatternError) return call.refuse(error.message, 2)
    throw error
  }
}

function like([value = '', pattern]: readonly string[], call: Call): string {
  const argument = call.arguments[1]
  if (!argument || pattern === undefined) return 'null::boolean'
  return rlikeSql(value, argument, (message) => call.refuse(message, 1))
}

/** Where the first match begins: what stands before it is matched too. */
function position([value]: readonly string[], call: Call): string {
  const { sql, pattern } = patternSql(call, 'whole')
  if (!pattern) call.refuse('regexp_instr needs a constant pattern', 1)
  return `(case when regexp_matches(${value}, ${sql}) then length(regexp_extract(${value}, '^(?s:(.*?))(?:' || ${sql} || ')', 1)) + 1 when ${value} is not null then 0 end)::integer`
}

const count = ([value]: readonly string[], call: Call): string =>
  `len(regexp_extract_all(${value}, ${patternSql(call, 'whole').sql}, 0))::integer`

const first = ([value]: readonly string[], call: Call): string =>
  `nullif(regexp_extract(${value}, ${patternSql(call, 'whole').sql}, 0), '')`

export const regularExpressions: readonly FunctionRow[] = [
  {
    name: 'regexp_extract',
    kind: 'scalar',
    usage: 'regexp_extract(text, pattern[, group])',
    about:
      "a group (1 if not given, 0 is the whole match) of the pattern's first match; empty when there is no match or the group has no part in it",
    parameters: [text, text, optionalWhole],
    returns: stringType,
    sql: extract('regexp_extract', 'null::varchar'),
  },
  {
    name: 'regexp_extract_all',
    kind: 'scalar',
    usage: 'regexp_extract_all(text, pattern[, group])',
    about: 'a group (1 if not given, 0 is the whole match) of every match of the pattern, as an array',
    parameters: [text, text, optionalWhole],
    returns: arrayType(stringType),
    sql: extractAll,
  },
  {
    name: 'regexp_replace',
    kind: 'scalar',
    usage: 'regexp_replace(text, pattern, replacement[, position])',
    about: 'the text with every match replaced, at or after the position; $1 in the replacement is group 1',
    parameters: [text, text, text, optionalWhole],
    returns: stringType,
    sql: replace,
  },
  {
    name: 'regexp_like',
    aliases: ['rlike', 'regexp'],
    kind: 'scalar',
    usage: 'regexp_like(text, pattern)',
    about: 'whether the pattern is found anywhere in the text, as text RLIKE pattern',
    parameters: [text, text],
    returns: booleanType,
    sql: like,
  },
  {
    name: 'regexp_count',
    kind: 'scalar',
    usage: 'regexp_count(text, pattern)',
    about: 'how often the pattern is found in the text',
    parameters: [text, text],
    returns: intType,
    sql: count,
  },
  {
    name: 'regexp_substr',
    kind: 'scalar',
    usage: 'regexp_substr(text, pattern)',
    about: 'the first match of the pattern; NULL when there is none, or it is empty',
    parameters: [text, text],
    returns: stringType,
    sql: first,
  },
  {
    name: 'regexp_instr',
    kind: 'scalar',
    usage: 'regexp_instr(text, pattern)',
    about: 'the position, from 1 on, where the first match of the pattern begins; 0 when there is none',
    parameters: [text, text],
    returns: intType,
    sql: position,
  },
]
