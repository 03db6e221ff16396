/** What a leaf of a JSON text is. Numbers stay text: 64-bit integers do not fit JavaScript's. */
export type LeafKind = 'string' | 'number' | 'boolean'

const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const string = /"(?:[^"\\]|\\.)*"/sy

/**
 * Calls `visit` for each leaf of a valid JSON text, in order; null is none. `path` joins the names with '.'; the elements of
 * a list have the path of the list. Strings arrive decoded.
 */
export function visitLeaves(
  json: string,
  visit: (path: string, kind: LeafKind, value: string) => void,
): void {
  new Walk(json, visit).value('')
}

class Walk {
  readonly #json: string
  readonly #visit: (path: string, kind: LeafKind, value: string) => void
  #at = 0

  constructor(json: string, visit: (path: string, kind: LeafKind, value: string) => void) {
    this.#json = json
    this.#visit = visit
  }

  value(path: string): void {
    this.#skipSpace()
    const first = this.#json[this.#at]
    if (first === '{') this.#object(path)
    else if (first === '[') this.#list(path)
    else if (first === '"') this.#visit(path, 'string', this.#string())
    else if (first === 'n') this.#at += 'null'.length
    else if (first === 't') this.#literal(path, 'true')
    else if (first === 'f') this.#literal(path, 'false')
    else this.#visit(path, 'number', this.#take(number))
  }

  #object(path: string): void {
    for (this.#at++; this.#more('}'); ) {
      const name = this.#string()
      this.#skipSpace()
      this.#at++
      this.value(path === '' ? name : `${path}.${name}`)
    }
  }

  #list(path: string): void {
    for (this.#at++; this.#more(']'); ) this.value(path)
  }

  /** Passes a comma, or the end of the object or list. */
  #more(end: string): boolean {
    this.#skipSpace()
    if (this.#json[this.#at] === ',') this.#at++
    this.#skipSpace()
    if (this.#json[this.#at] !== end) return true
    this.#at++
    return false
  }

  #literal(path: string, text: 'true' | 'false'): void {
    this.#at += text.length
    this.#visit(path, 'boolean', text)
  }

  #string(): string {
    const raw = this.#take(string)
    return raw.includes('\\') ? JSON.parse(raw) : raw.slice(1, -1)
  }

  #take(form: RegExp): string {
    form.lastIndex = this.#at
    const [found] = form.exec(this.#json) ?? []
    if (found === undefined) throw new Error(`BUG: no JSON at character ${this.#at}`)
    this.#at += found.length
    return found
  }

  #skipSpace(): void {
    while (this.#json.charCodeAt(this.#at) <= 0x20) this.#at++
  }
}

/** The same valid JSON with `.` in names turned into `_`, at every depth; all else stays as it is written. Source: seed,
 *  export to log search. */
export function withoutDotsInNames(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")(\s*:)?/gs, (all, text: string, colon: string | undefined) => {
    if (colon === undefined || !/\.|\\u002e/i.test(text)) return all
    const name: string = JSON.parse(text)
    return `${JSON.stringify(name.replaceAll('.', '_'))}${colon}`
  })
}
