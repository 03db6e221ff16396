export interface IntervalText {
  /** With its sign, as in the text. */
  readonly number: string
  readonly unit: string
}

const units: ReadonlySet<string> = new Set(
  'year month week day hour minute second millisecond microsecond'.split(' '),
)

/** `days` is `day`; undefined when it is no unit of time. */
export function singularUnit(word: string): string | undefined {
  const singular = word.endsWith('s') ? word.slice(0, -1) : word
  return units.has(singular) ? singular : undefined
}

/** `1 day -2 hours`; undefined when the text is nothing like it. */
export function partsOfInterval(text: string): IntervalText[] | undefined {
  const body = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, '')
  const parts: IntervalText[] = []
  const part = /\s*([+-]?)\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]+)/y
  while (part.lastIndex < body.length) {
    const [, sign = '', number = '', word = ''] = part.exec(body) ?? []
    const unit = singularUnit(word)
    if (unit === undefined) return undefined
    parts.push({ number: `${sign === '-' ? '-' : ''}${number}`, unit })
  }
  return parts.length > 0 ? parts : undefined
}

/** The units that `'…' a to b` can go over, in order. */
const ranges: readonly { readonly units: readonly string[]; readonly between: RegExp }[] = [
  { units: ['year', 'month'], between: /-/ },
  { units: ['day', 'hour', 'minute', 'second'], between: /\s+|:/ },
]

/** `'1-2' year to month`, `'1 02:03:04.5' day to second`; a sign before it is everyone's. */
export function rangeOfInterval(text: string, from: string, to: string): IntervalText[] | undefined {
  const range = ranges.find((candidate) => candidate.units.includes(from) && candidate.units.includes(to))
  if (range === undefined) return undefined
  const named = range.units.slice(range.units.indexOf(from), range.units.indexOf(to) + 1)
  const [, sign = '', body = ''] = /^\s*([+-]?)\s*(.*?)\s*$/s.exec(text) ?? []
  const numbers = body.split(range.between)
  if (named.length < 2 || numbers.length !== named.length) return undefined
  if (!numbers.every((number) => /^\d+(\.\d+)?$/.test(number))) return undefined
  return named.map((unit, index) => ({ number: `${sign === '-' ? '-' : ''}${numbers[index]}`, unit }))
}
