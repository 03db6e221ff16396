import type { Token } from './tokens.ts'

/** What a message calls the token that should not be there. */
export function foundText(token: Token): string {
  if (token.kind === 'end') return 'the end of the query'
  const text = shortened(token.text)
  if (token.kind === 'text') return `the text '${text}'`
  return token.kind === 'quoted name' ? `\`${text}\`` : `'${text}'`
}

/** A message is a line, and a token may be a megabyte. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
