/** A pattern that cannot be used; the message is a sentence for its author. */
export class PatternError extends Error {}

/** The user's pattern and how far it has been read. */
export class PatternText {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get rest(): string {
    return this.text.slice(this.at)
  }

  get done(): boolean {
    return this.at >= this.text.length
  }

  /** One character, which may be two UTF-16 units. */
  peek(): string {
    return this.done ? '' : String.fromCodePoint(this.text.codePointAt(this.at) ?? 0)
  }

  next(): string {
    const character = this.peek()
    this.at += character.length
    return character
  }

  /** Goes past what matches here; undefined, and nowhere, when it does not. */
  take(expression: RegExp): RegExpExecArray | undefined {
    const match = new RegExp(expression.source, 'uy')
    match.lastIndex = this.at
    const found = match.exec(this.text)
    if (!found) return undefined
    this.at += found[0].length
    return found
  }
}
