import { visitLeaves } from '../json-text.ts'
import { numberToken, tokensOf } from './tokens.ts'

/** Between values, so that no phrase reaches from one into the next. The index takes it for a token, nobody types it. */
const gap = '\u0080'

/** What is indexed of a document: its words, and the same marked with the field they stand in. */
export interface SearchText {
  readonly words: string
  readonly fields: string
}

/** `fieldMark` gives a field's number: tokens of the `fields` text are `<number>_<token>`. */
export function searchText(json: string, fieldMark: (path: string) => number): SearchText {
  const words: string[] = []
  const fields: string[] = []
  visitLeaves(json, (path, kind, value) => {
    const mark = `${fieldMark(path)}_`
    const tokens = tokensOf(value)
    for (const token of tokens) words.push(token)
    // In a field a number is one token: 5 is not found in -5 or in 5.2.
    if (kind === 'number') fields.push(mark + numberToken(value))
    else for (const token of tokens) fields.push(mark + token)
    words.push(gap)
    fields.push(gap)
  })
  return { words: words.join(' '), fields: fields.join(' ') }
}
