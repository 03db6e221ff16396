import type { Span } from './ast.ts'
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
  private bareAlias = -1
  /** What could have stood at `position`, for the message in case nothing fits. */
  private options: { at: number; names: string[] } = { at: -1, names: [] }

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

  /** Whether the next tokens are these keywords and symbols. */
  at(...keys: readonly string[]): boolean {
    return keys.every((key, index) => this.peek(index).key === key)
  }

  atOneOf(keys: ReadonlySet<string>): boolean {
    return keys.has(this.peek().key)
  }

  accept(...keys: readonly string[]): boolean {
    if (!this.at(...keys)) return false
    this.position += keys.length
    return true
  }

  /** A part that may follow here: its first word decides, its others must follow. */
  option(first: string, ...rest: readonly string[]): boolean {
    if (!this.accept(first)) {
      this.mayFollow(shown([first, ...rest]))
      return false
    }
    for (const key of rest) this.expect(key)
    return true
  }

  expect(key: string): Token {
    if (this.peek().key !== key) throw this.unexpected(shown([key]))
    return this.next()
  }

  /** The bracket that ends what `open` began. */
  close(open: Token): Token {
    const key = open.key === '[' ? ']' : ')'
    if (this.peek().key === key) return this.next()
    throw this.unexpected(`${key} for the ${open.key} opened at ${placeText(this.text, open.start)}`)
  }

  mayFollow(name: string): void {
    if (this.options.at !== this.position) this.options = { at: this.position, names: [] }
    if (!this.options.names.includes(name)) this.options.names.push(name)
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
  unexpected(wanted: string): TextError {
    const found = this.peek()
    const misspelled = this.misspelled()
    if (misspelled !== undefined) return misspelled
    const options = this.options.at === this.position ? this.options.names : []
    const expected = listed([...new Set([...options, wanted])])
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
    const token = this.tokens[Math.max(0, Math.min(position, this.tokens.length - 1))]
    if (token === undefined) throw new Error('there is always the token of the end')
    return token
  }
}

export function foundText(token: Token): string {
  if (token.kind === 'end') return 'the end of the query'
  const text = token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text
  if (token.kind === 'text') return `the text '${text}'`
  return token.kind === 'quoted name' ? `\`${text}\`` : `'${text}'`
}

function shown(keys: readonly string[]): string {
  return keys.map((key) => (key === ',' ? 'a comma' : key.toUpperCase())).join(' ')
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`
}
