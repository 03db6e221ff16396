import { placeText } from './place.ts'
import { TextError } from './text-error.ts'
import type { Token } from './tokens.ts'

const closing: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
])

/**
 * Every bracket has its partner. Found out before the grammar looks: it would notice a missing bracket only at the end of the
 * text, or as something quite different long before.
 */
export function checkBrackets(text: string, tokens: readonly Token[]): void {
  const open: Token[] = []
  for (const token of tokens) {
    if (closing.has(token.key)) open.push(token)
    else if (token.key === ')' || token.key === ']') close(text, open.pop(), token)
  }
  const unclosed = open.at(-1)
  if (unclosed === undefined) return
  const message = `the bracket ${unclosed.key} opened at ${placeText(text, unclosed.start)} is never closed`
  throw new TextError(message, unclosed)
}

function close(text: string, open: Token | undefined, token: Token): void {
  if (open === undefined)
    throw new TextError(`${token.key} closes nothing: no bracket is open before it`, token)
  const wanted = closing.get(open.key)
  if (wanted === token.key) return
  const place = placeText(text, open.start)
  throw new TextError(`expected ${wanted} for the ${open.key} opened at ${place}, found ${token.key}`, token)
}
