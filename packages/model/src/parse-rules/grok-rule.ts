import type { ValueType } from '../schema/field.ts'
import { grokPatterns } from './grok-patterns.ts'
import { compileRegex } from './regex/compile-regex.ts'
import { matchRegex } from './regex/match-regex.ts'
import { programOf } from './regex-rule.ts'
import type { LineParser, RuleField } from './rule.ts'
import type { PickedField, SpecReader } from './spec-reader.ts'

/** Regular expressions in which %{NAME}, %{NAME:field} and %{NAME:field:type} stand for named patterns. */
export interface GrokSpec {
  /** The first that matches makes the record. */
  readonly patterns: readonly string[]
  /** Name → body of patterns of the rule's own; they hide standard ones of that name. */
  readonly customPatterns: Readonly<Record<string, string>>
  readonly fields?: readonly PickedField[]
}

/** Patterns inside patterns; also stops those that lead back to themselves. */
const nestingMax = 20
/** Characters of a pattern with all others filled in. */
const expandedCharsMax = 100_000
/** Spellings of types after the second colon. */
const types: Readonly<Record<string, ValueType>> = {
  int: 'long',
  integer: 'long',
  long: 'long',
  float: 'float',
  double: 'float',
  number: 'float',
  string: 'string',
  date: 'date',
  bool: 'boolean',
  boolean: 'boolean',
}

export function parseGrokSpec(reader: SpecReader): GrokSpec {
  const patterns = reader.textList('patterns')
  const customPatterns = reader.texts('customPatterns')
  const badName = Object.keys(customPatterns).find((name) => !/^\w+$/.test(name))
  if (badName !== undefined)
    throw reader.wrong('customPatterns', `: '${badName}' is no name; use letters, digits and _`)
  for (const pattern of patterns) checkPattern(reader, pattern, customPatterns)
  const fields = reader.fields('fields')
  return { patterns, customPatterns, ...(fields && { fields }) }
}

export function compileGrokRule({ patterns, customPatterns }: GrokSpec): LineParser {
  const programs = patterns.map((pattern) => compileRegex(expandGrok(pattern, customPatterns).regex))
  return (line) => {
    for (const program of programs) {
      const groups = matchRegex(program, line)
      if (groups !== undefined) return groups
    }
    return undefined
  }
}

/** The fields of all patterns, each once; the first type wins. */
export function grokFields({ patterns, customPatterns }: GrokSpec): readonly RuleField[] {
  const fields = new Map<string, ValueType>()
  for (const pattern of patterns) {
    const expanded = expandGrok(pattern, customPatterns)
    for (const key of compileRegex(expanded.regex).groups) {
      if (!fields.has(key)) fields.set(key, expanded.types.get(key) ?? 'string')
    }
  }
  return Array.from(fields, ([key, valtype]) => ({ key, valtype }))
}

function checkPattern(reader: SpecReader, pattern: string, customPatterns: GrokSpec['customPatterns']): void {
  try {
    const { groups } = programOf(reader, 'patterns', expandGrok(pattern, customPatterns).regex)
    if (groups.length > 0) return
  } catch (error) {
    if (error instanceof GrokError) throw reader.wrong('patterns', error.message)
    throw error
  }
  throw reader.wrong('patterns', `'${pattern.slice(0, 100)}' names no field; write %{PATTERN:field}`)
}

class GrokError extends Error {}

interface Expanded {
  readonly regex: string
  readonly types: ReadonlyMap<string, ValueType>
}

const reference = /%\{([^}]*)\}/g
const referenceForm = /^(\w+)(?::([A-Za-z_]\w{0,127})(?::(\w+))?)?$/

function expandGrok(pattern: string, customPatterns: GrokSpec['customPatterns']): Expanded {
  const fieldTypes = new Map<string, ValueType>()
  let chars = 0
  const expand = (text: string, depth: number): string => {
    chars += text.length
    if (depth > nestingMax || chars > expandedCharsMax) throw new GrokError(tooLarge)
    return text.replace(reference, (whole, inner: string) => {
      const [, name, field, type] = referenceForm.exec(inner) ?? []
      if (name === undefined)
        throw new GrokError(`has '${whole}'; write %{PATTERN}, %{PATTERN:field} or %{PATTERN:field:type}`)
      const body = expand(bodyOf(name, customPatterns), depth + 1)
      if (field === undefined) return `(?:${body})`
      if (type !== undefined) fieldTypes.set(field, typeOf(type, whole))
      return `(?<${field}>${body})`
    })
  }
  return { regex: expand(pattern, 0), types: fieldTypes }
}

const tooLarge = 'is too large with its patterns filled in, or a pattern contains itself'

function bodyOf(name: string, customPatterns: GrokSpec['customPatterns']): string {
  if (Object.hasOwn(customPatterns, name)) return customPatterns[name] ?? ''
  if (Object.hasOwn(grokPatterns, name)) return grokPatterns[name] ?? ''
  throw new GrokError(`uses %{${name}}, which is neither a standard pattern nor one of customPatterns`)
}

function typeOf(type: string, whole: string): ValueType {
  const known = Object.hasOwn(types, type) ? types[type] : undefined
  if (known !== undefined) return known
  throw new GrokError(`has '${whole}': the type must be int, long, float, string, date or boolean`)
}
