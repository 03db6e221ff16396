/**
 * Patterns of dates as users write them: those of Java's SimpleDateFormat (spec: sql.md §2.1). A run of one letter is a field,
 * text in single quotes and everything else stands for itself, and two single quotes are one.
 */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: Letter; readonly count: number }

export type Refuse = (message: string) => never

export const letters = {
  G: 'era: AD',
  y: 'year: yyyy is 2017, yy is 17',
  Y: 'year that the week belongs to',
  M: 'month: M is 1, MM is 01, MMM is Jan, MMMM is January',
  L: 'month, as M',
  w: 'week of the year, weeks beginning on Sunday',
  W: 'week of the month',
  D: 'day of the year',
  d: 'day of the month',
  F: 'which of its weekdays in the month: 2 for the second Monday',
  E: 'weekday: E is Mon, EEEE is Monday',
  u: 'number of the weekday: 1 is Monday',
  a: 'AM or PM',
  H: 'hour, 0 to 23',
  k: 'hour, 1 to 24',
  K: 'hour, 0 to 11',
  h: 'hour, 1 to 12',
  m: 'minute',
  s: 'second',
  S: 'milliseconds',
  z: 'zone: z is CST, zzzz is China Standard Time',
  Z: 'zone: +0800',
  X: 'zone: X is +08, XX is +0800, XXX is +08:00, and Z for UTC',
} as const

export type Letter = keyof typeof letters

const isLetter = (text: string): text is Letter => Object.hasOwn(letters, text)

export function parsePattern(pattern: string, refuse: Refuse): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < pattern.length; ) {
    const [quoted] = /^'(?:[^']|'')*'/.exec(pattern.slice(at)) ?? []
    const [run = ''] = /^([A-Za-z])\1*|^[^A-Za-z']+/.exec(pattern.slice(at)) ?? []
    if (quoted) addText(tokens, quoted === "''" ? "'" : quoted.slice(1, -1).replaceAll("''", "'"))
    else if (run === '') refuse(`the pattern '${pattern}' has a single quote that is not closed`)
    else if (/[A-Za-z]/.test(run)) tokens.push(field(run, pattern, refuse))
    else addText(tokens, run)
    at += (quoted ?? run).length
  }
  return tokens
}

function addText(tokens: Token[], text: string): void {
  const last = tokens.at(-1)
  if (last?.kind === 'text') tokens[tokens.length - 1] = { kind: 'text', text: last.text + text }
  else tokens.push({ kind: 'text', text })
}

function field(run: string, pattern: string, refuse: Refuse): Token {
  const letter = run.charAt(0)
  if (!isLetter(letter))
    return refuse(
      `the pattern '${pattern}' has the letter ${letter}, which means nothing: put text into single quotes, or use ${Object.keys(letters).join(' ')}`,
    )
  if (letter === 'X' && run.length > 3) refuse(`the pattern '${pattern}' has ${run}: zones are X, XX or XXX`)
  if (run.length > 20)
    refuse(`the pattern '${pattern}' has ${run.length} letters ${letter} in a row: take 20 at most`)
  return { kind: 'field', letter, count: run.length }
}
