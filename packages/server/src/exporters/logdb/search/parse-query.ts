import { SluiceError } from '@sluice/model'

/** A search, as a tree. `field` undefined: anywhere in the document. */
export type Query =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'text'
      readonly field: string | undefined
      readonly text: string
      readonly slop: number
    }
  | { readonly kind: 'wildcard'; readonly field: string | undefined; readonly pattern: string }
  | { readonly kind: 'range'; readonly field: string; readonly from?: Bound; readonly to?: Bound }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }

export interface Bound {
  readonly value: string
  readonly inclusive: boolean
}

const depthMax = 50
const charsMax = 10_000
const wildcardsMax = 3

/**
 * Reads the search syntax of log search (destinations §2.6): words, "phrases", "phrases"~slop, field:value, field:(…),
 * wildcards, ranges, comparisons, _exists_:field, AND OR NOT in capitals, + and -, parentheses. Words beside each other must
 * all occur. Throws SluiceError E18007 that names the column, from 1.
 */
export function parseQuery(text: string): Query {
  if (text.length > charsMax)
    throw new SluiceError('E18007', `the query is longer than ${charsMax} characters`)
  return new QueryParser(text).whole()
}

const space = /\s*/y
const word = /(?:[^\s()[\]{}"\\:]|\\.)+/sy
const phrase = /"((?:[^"\\]|\\.)*)"/sy
const boundWord = /"((?:[^"\\]|\\.)*)"|((?:[^\s"[\]{}\\]|\\.)+)/sy
const comparison = /(>=|<=|>|<)\s*/y
const slop = /~(\d{1,4})/y

class QueryParser {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): Query {
    if (this.#peek() === '') return { kind: 'all' }
    const query = this.#or(undefined)
    if (this.#peek() !== '') throw this.#fault(`'${this.#peek()}' has no beginning`)
    return query
  }

  #or(field: string | undefined): Query {
    const parts = [this.#and(field)]
    while (this.#keyword('OR') || this.#keyword('||')) parts.push(this.#and(field))
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts }
  }

  #and(field: string | undefined): Query {
    const parts = [this.#unary(field)]
    for (;;) {
      const joined = this.#keyword('AND') || this.#keyword('&&')
      const next = this.#peek()
      if (!joined && (next === '' || next === ')' || this.#sees('OR') || this.#sees('||'))) break
      parts.push(this.#unary(field))
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts }
  }

  #unary(field: string | undefined): Query {
    if (this.#keyword('NOT') || this.#sign('!') || this.#sign('-'))
      return { kind: 'not', part: this.#nested(() => this.#unary(field)) }
    this.#sign('+')
    return this.#primary(field)
  }

  #primary(field: string | undefined): Query {
    const next = this.#peek()
    if (next === '') throw this.#fault('the query ends where a word is expected')
    if (next === '(') return this.#group(field)
    if (next === '"') return this.#phrase(field)
    if (next === '[' || next === '{') return this.#range(field)
    if (next === '/') throw this.#fault('regular expressions are not supported: use * and ? as wildcards')
    const compared = this.#take(comparison)?.[1]
    if (compared) return this.#compare(field, compared)
    return this.#wordOrField(field)
  }

  #group(field: string | undefined): Query {
    const opened = this.#at
    this.#at++
    const inner = this.#nested(() => this.#or(field))
    if (this.#peek() !== ')') throw this.#fault('this parenthesis is never closed', opened)
    this.#at++
    return inner
  }

  #wordOrField(field: string | undefined): Query {
    const from = this.#at
    const found = this.#take(word)?.[0]
    if (found === undefined) throw this.#fault(`'${this.#peek()}' stands where a word is expected`)
    if (this.#text[this.#at] !== ':') return this.#word(field, found)
    if (field !== undefined) throw this.#fault(`a field inside ${field}:(…)`, from)
    this.#at++
    const name = unescaped(found)
    if (name === '_exists_') return { kind: 'exists', field: unescaped(this.#take(word)?.[0] ?? '') }
    return this.#primary(name)
  }

  #word(field: string | undefined, found: string): Query {
    if (found === '*') return field === undefined ? { kind: 'all' } : { kind: 'exists', field }
    if (/(?:^|[^\\])[*?]/.test(found)) return { kind: 'wildcard', field, pattern: this.#pattern(found) }
    return { kind: 'text', field, text: unescaped(found), slop: 0 }
  }

  /** Many stars take long to compare. */
  #pattern(found: string): string {
    const pattern = found.replace(/\*+/g, '*')
    if (pattern.split('*').length > wildcardsMax + 1)
      throw this.#fault(`a word may have ${wildcardsMax} stars`, this.#at - found.length)
    return pattern
  }

  #phrase(field: string | undefined): Query {
    const opened = this.#at
    const found = this.#take(phrase)?.[1]
    if (found === undefined) throw this.#fault('this quotation mark is never closed', opened)
    const distance = Number(this.#take(slop)?.[1] ?? 0)
    return { kind: 'text', field, text: unescaped(found), slop: distance }
  }

  #compare(field: string | undefined, operator: string): Query {
    if (field === undefined) throw this.#fault(`${operator} needs a field: write field:${operator}5`)
    const value = this.#bound()
    const bound = { value, inclusive: operator.endsWith('=') }
    return operator.startsWith('>')
      ? { kind: 'range', field, from: bound }
      : { kind: 'range', field, to: bound }
  }

  #range(field: string | undefined): Query {
    const opened = this.#at
    if (field === undefined) throw this.#fault('a range needs a field: write field:[a TO b]')
    const from = { value: '', inclusive: this.#text[this.#at++] === '[' }
    from.value = this.#bound()
    if (!this.#keyword('TO')) throw this.#fault('a range is written [a TO b]', opened)
    const to = this.#bound()
    const close = this.#peek()
    if (close !== ']' && close !== '}') throw this.#fault('this range is never closed', opened)
    this.#at++
    return {
      kind: 'range',
      field,
      ...(from.value !== '*' && { from }),
      ...(to !== '*' && { to: { value: to, inclusive: close === ']' } }),
    }
  }

  #bound(): string {
    this.#take(space)
    const [found, quoted, bare] = this.#take(boundWord) ?? []
    if (found === undefined) throw this.#fault('a number, a date, a word or * is expected')
    return unescaped(quoted ?? bare ?? '')
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > depthMax) throw this.#fault(`the query nests deeper than ${depthMax} levels`)
    const result = read()
    this.#depth--
    return result
  }

  /** The next character that is no space, '' at the end. */
  #peek(): string {
    this.#take(space)
    return this.#text[this.#at] ?? ''
  }

  #sees(keyword: string): boolean {
    this.#take(space)
    const behind = this.#text[this.#at + keyword.length]
    return this.#text.startsWith(keyword, this.#at) && (behind === undefined || /[\s()"]/.test(behind))
  }

  #keyword(keyword: string): boolean {
    if (!this.#sees(keyword)) return false
    this.#at += keyword.length
    return true
  }

  /** A sign that stands right before its word. */
  #sign(sign: string): boolean {
    this.#take(space)
    if (this.#text[this.#at] !== sign || /^\s?$/.test(this.#text[this.#at + 1] ?? '')) return false
    this.#at++
    return true
  }

  #take(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.#at
    const found = form.exec(this.#text)
    if (!found) return undefined
    this.#at += found[0].length
    return found
  }

  #fault(what: string, at = this.#at): SluiceError {
    return new SluiceError('E18007', `query, column ${at + 1}: ${what}`)
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1')
}
