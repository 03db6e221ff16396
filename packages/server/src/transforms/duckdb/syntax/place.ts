export interface Place {
  /** From 1. */
  readonly line: number
  /** From 1, in code points: what an editor shows, not UTF-16 units. */
  readonly column: number
}

/** Where a UTF-16 offset of the text is. `\n`, `\r\n` and `\r` end a line. */
export function placeOf(text: string, offset: number): Place {
  let line = 1
  let lineStart = 0
  for (let at = 0; at < offset; at++) {
    if (!endsLine(text, at)) continue
    line++
    lineStart = at + 1
  }
  let column = 1
  for (const _ of text.slice(lineStart, offset)) column++
  return { line, column }
}

export function placeText(text: string, offset: number): string {
  const { line, column } = placeOf(text, offset)
  return `line ${line}, column ${column}`
}

function endsLine(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit === 0x0a || (unit === 0x0d && text.charCodeAt(at + 1) !== 0x0a)
}
