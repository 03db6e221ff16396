import { quoteText } from '@sluice/model'
import { compilePattern, type Pattern, type Use } from '../../patterns/java-pattern.ts'
import { PatternError } from '../../patterns/pattern-text.ts'
import type { Typed } from '../../types/typed.ts'

/** `value rlike pattern`, for the operator and the functions: whether the pattern is found anywhere in the text. */
export function rlikeSql(value: string, pattern: Typed, refuse: (message: string) => never): string {
  if (pattern.constant?.type === 'null') return 'null::boolean'
  // RE2 as it is, then: a pattern that is none gives NULL.
  if (pattern.constant?.type !== 'string') return `try(regexp_matches(${value}, ${pattern.sql}))`
  const { re2, literal } = patternOf(pattern.constant.value, 'test', refuse)
  return literal === undefined
    ? `regexp_matches(${value}, ${quoteText(re2)})`
    : `contains(${value}, ${quoteText(literal)})`
}

/** Characters of a pattern that its refusal shows. */
const shownMax = 80

/** A constant pattern compiled, or its fault told to the user. */
export function patternOf(java: string, use: Use, refuse: (message: string) => never): Pattern {
  try {
    return compilePattern(java, use)
  } catch (error) {
    if (error instanceof PatternError)
      return refuse(`${error.message} (the pattern is ${java.slice(0, shownMax)})`)
    throw error
  }
}
