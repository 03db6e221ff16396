import type { Span } from './ast.ts'

/** Something wrong in the user's text, and where. Becomes a Diagnostic with line and column (`translate.ts`). */
export class TextError extends Error {
  readonly at: Span
  /** The unknown column's name, when that is what is wrong. */
  readonly unknownField: string | undefined
  constructor(message: string, at: Span, unknownField?: string) {
    super(message)
    this.name = 'TextError'
    this.at = { start: at.start, end: at.end }
    this.unknownField = unknownField
  }
}
