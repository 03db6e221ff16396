/** JSON as a tree that keeps what JSON.parse loses: the text of numbers, duplicate keys, and where each value stood. */
export type Node =
  | { kind: 'string'; value: string; raw: string }
  | { kind: 'number'; raw: string }
  | { kind: 'word'; raw: string }
  | { kind: 'list'; items: Node[]; raw: string }
  | { kind: 'object'; members: [string, Node][]; raw: string }

const space = /[ \t\r\n]*/y
const string = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const word = /true|false|null/y

/** Reads the values that follow each other in the text, with nothing but white space between. Slow and plain. */
export function readValues(text: string): Node[] {
  const values: Node[] = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(text)?.[0]
    at += match?.length ?? 0
    return match
  }
  const punctuation = (c: string): boolean => {
    take(space)
    if (text[at] !== c) return false
    at++
    return true
  }
  const members = <T>(close: string, member: () => T): T[] => {
    const found: T[] = []
    if (punctuation(close)) return found
    do found.push(member())
    while (punctuation(','))
    if (!punctuation(close)) throw new Error(`expected ${close}`)
    return found
  }
  const readString = (): Node & { kind: 'string' } => {
    take(space)
    const raw = take(string)
    if (raw === undefined || [...raw].some((c) => c < ' ')) throw new Error('expected a string')
    return { kind: 'string', value: (JSON.parse(raw) as string).toWellFormed(), raw }
  }
  const readValue = (): Node => {
    take(space)
    const from = at
    if (text[at] === '"') return readString()
    if (punctuation('[')) {
      const items = members(']', readValue)
      return { kind: 'list', items, raw: text.slice(from, at) }
    }
    if (punctuation('{')) {
      const found = members('}', (): [string, Node] => {
        const key = readString().value
        if (!punctuation(':')) throw new Error('expected :')
        return [key, readValue()]
      })
      return { kind: 'object', members: found, raw: text.slice(from, at) }
    }
    const raw = take(number)
    if (raw !== undefined) return { kind: 'number', raw }
    const known = take(word)
    if (known === undefined) throw new Error('expected a value')
    return { kind: 'word', raw: known }
  }
  for (take(space); at < text.length; take(space)) values.push(readValue())
  return values
}
