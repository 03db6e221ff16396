import { compileRegex, type RegexProgram } from './regex/compile-regex.ts'
import { matchRegex } from './regex/match-regex.ts'
import { RegexSyntaxError } from './regex/parse-regex.ts'
import type { LineParser } from './rule.ts'
import type { PickedField, SpecReader } from './spec-reader.ts'

/** The first match of a regular expression anywhere in the line; its named groups are the fields. */
export interface RegexSpec {
  /** In the syntax of parseRegex, with at least one (?<name>…). */
  readonly pattern: string
  readonly ignoreCase: boolean
  readonly fields?: readonly PickedField[]
}

export function parseRegexSpec(reader: SpecReader): RegexSpec {
  const pattern = reader.text('pattern')
  const ignoreCase = reader.flag('ignoreCase', false)
  const program = programOf(reader, 'pattern', pattern, ignoreCase)
  if (program.groups.length === 0) {
    throw reader.wrong('pattern', 'has no named group; write (?<field>…) around what to keep')
  }
  const fields = reader.fields('fields')
  return { pattern, ignoreCase, ...(fields && { fields }) }
}

/** Compiles what a member holds; a pattern that does not compile is an error of that member. */
export function programOf(
  reader: SpecReader,
  member: string,
  pattern: string,
  ignoreCase = false,
): RegexProgram {
  try {
    return compileRegex(pattern, ignoreCase)
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error
    throw reader.wrong(member, `is no usable regular expression: ${error.message}`)
  }
}

export function compileRegexRule({ pattern, ignoreCase }: RegexSpec): LineParser {
  const program = compileRegex(pattern, ignoreCase)
  return (line) => matchRegex(program, line)
}

export function regexGroups({ pattern, ignoreCase }: RegexSpec): readonly string[] {
  return [...new Set(compileRegex(pattern, ignoreCase).groups)]
}
