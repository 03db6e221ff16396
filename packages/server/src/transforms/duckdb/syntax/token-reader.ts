import type { Span } from './ast.ts'
import { foundText } from './found-text.ts'
import { placeText } from './place.ts'
import { keywordLike } from './spelling.ts'
import { TextError } from './text-error.ts'
import { type Token, tokensOf } from './tokens.ts'

/** Brackets, subqueries, NOTs, signs, CASEs inside each other. People write a dozen; the parser's own stack bears thousands. */
export const nestingMax = 200

/** Goes over the tokens of a query, and says what is wrong at the one it stands on. */
export class TokenReader {
  private readonly text: string
  private readonly tokens: readonly Token[]
  private position = 0
  private nesting = 0
  private bareAlias = -2
  /** What could have stood at `position`, for the message in case nothing fits. */
  private options: { at: number; names: string[]; whole: boolean } = { at: -1, names: [], whole: false }

  constructor(text: string) {
    this.text = text
    this.tokens = tokensOf(text)
  }

  peek(ahead = 0): Token {
    return this.token(this.position + ahead)
  }

  previous(): Token {
    return this.token(this.position - 1)
  }

  next(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.position++
    return token
  }

  /** A word without AS: the first suspect when what follows it fits nothing. */
  nextAsAlias(): Token {
    this.bareAlias = this.position
    return this.next()
  }

  /** Whether the next tokens are these keywords and symbols. Asked dozens of times a token: no array for it. */
  at(first: string, second?: string, third?: string): boolean {
    if (this.peek().key !== first) return false
    if (second !== undefined && this.peek(1).key !== second) return false
    return third === undefined || this.peek(2).key === third
  }

  atOneOf(keys: ReadonlySet<string>): boolean {
    return keys.has(this.peek().key)
  }

  /** Goes over these tokens if they are the next. */
  accept(first: string, second?: string, third?: string): boolean {
    if (!this.at(first, second, third)) return false
    this.position += third !== undefined ? 3 : second !== undefined ? 2 : 1
    return true
  }

  /** A part that may follow here: its first word decides, the second must follow. */
  option(first: string, second?: string): boolean {
    if (!this.accept(first)) {
      this.mayFollow(second === undefined ? shown(first) : `${shown(first)} ${shown(second)}`)
      return false
    }
    if (second !== undefined && !this.accept(second))
      throw this.unexpected(`${shown(second)} after ${shown(first)}`)
    return true
  }

  expect(key: string): Token {
    if (this.peek().key !== key) throw this.unexpected(shown(key))
    return this.next()
  }

  /** The bracket that ends what `open` began. */
  close(open: Token): Token {
    const key = open.key === '[' ? ']' : ')'
    if (this.peek().key === key) return this.next()
    throw this.unexpected(`'${key}' for the '${open.key}' opened at ${placeText(this.text, open.start)}`)
  }

  mayFollow(name: string): void {
    if (this.options.at !== this.position) this.options = { at: this.position, names: [], whole: false }
    if (!this.options.whole && !this.options.names.includes(name)) this.options.names.push(name)
  }

  /** What was named so far is what people expect here; the message does not go into what else the grammar allows. */
  nothingElse(): void {
    if (this.options.at === this.position) this.options.whole = true
  }

  /** From `start` to the end of what was read last. */
  since(start: number): Span {
    return { start, end: this.previous().end }
  }

  nested<T>(read: () => T): T {
    if (this.nesting >= nestingMax)
      throw this.error(`this is nested too deeply: more than ${nestingMax} levels of brackets and operators`)
    this.nesting++
    const result = read()
    this.nesting--
    return result
  }

  /** An error at the next token. */
  error(message: string): TextError {
    return new TextError(message, this.peek())
  }

  /** Something else stands here than what could: `expected FROM, a comma or the end, found 'wehre'`. */
  unexpected(...wanted: readonly string[]): TextError {
    const found = this.peek()
    const misspelled = this.misspelled()
    if (misspelled !== undefined) return misspelled
    const options = this.options.at === this.position ? this.options.names : []
    const expected = listed([...new Set([...options, ...wanted])])
    return new TextError(`expected ${expected}, found ${foundText(found)}`, found)
  }

  /** `from t wehre x`: the word was taken for an alias, and what follows it fits nothing. */
  private misspelled(): TextError | undefined {
    const suspects = this.bareAlias === this.position - 1 ? [this.previous(), this.peek()] : [this.peek()]
    for (const token of suspects) {
      const keyword = token.kind === 'word' ? keywordLike(token.key) : undefined
      if (keyword === undefined) continue
      return new TextError(`'${token.text}' cannot stand here: did you mean ${keyword.toUpperCase()}?`, token)
    }
    return undefined
  }

  private token(position: number): Token {
    const token = this.tokens[position] ?? (position < 0 ? this.tokens[0] : this.tokens.at(-1))
    if (token === undefined) throw new Error('there is always the token of the end')
    return token
  }
}

function shown(key: string): string {
  if (key === ',') return 'a comma'
  return /^[a-z_]+$/.test(key) ? key.toUpperCase() : `'${key}'`
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`
}
