import { quoteText } from '@sluice/model'
import type { Typed } from '../../types/typed.ts'

/** `value like pattern escape sign`, for the operator and the function: true when the whole text fits; `%` is any text, `_` any
 *  one character, the sign before them (a backslash unless the user says otherwise) makes them plain. */
export function likeSql(
  value: string,
  pattern: Typed,
  sign: string,
  insensitive: boolean,
  refuse: (message: string) => never,
): string {
  const operator = insensitive ? 'ilike' : 'like'
  if (pattern.constant?.type === 'null') return 'null::boolean'
  if (pattern.constant?.type !== 'string')
    return `(${value} ${operator} spark_like_pattern(${pattern.sql}, ${quoteText(sign)}) escape ${quoteText(sign)})`
  const parts = partsOf(pattern.constant.value, sign, refuse)
  // DuckDB's LIKE without ESCAPE has no sign at all, and becomes a plain search where the pattern allows.
  if (parts.every((part) => !part.plain || !'%_'.includes(part.text)))
    return `(${value} ${operator} ${quoteText(parts.map(({ text }) => text).join(''))})`
  const escaped = parts.map(({ plain, text }) => (plain && '%_\\'.includes(text) ? `\\${text}` : text))
  return `(${value} ${operator} ${quoteText(escaped.join(''))} escape '\\')`
}

interface Part {
  readonly plain: boolean
  readonly text: string
}

function partsOf(pattern: string, sign: string, refuse: (message: string) => never): Part[] {
  const parts: Part[] = []
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    if (character !== sign) {
      parts.push({ plain: !'%_'.includes(character), text: character })
      continue
    }
    const next = characters[++i]
    if (next === undefined)
      refuse(`the pattern of LIKE ends with its escape sign ${sign}: write it twice to mean the sign itself`)
    if (next !== '%' && next !== '_' && next !== sign)
      refuse(
        `in a pattern of LIKE ${sign} can only stand before %, _ and ${sign}: write it twice to mean itself`,
      )
    parts.push({ plain: true, text: next ?? '' })
  }
  return parts
}
