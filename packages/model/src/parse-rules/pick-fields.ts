import type { LineParser, ParsedLine } from './rule.ts'
import type { PickedField } from './spec-reader.ts'

/** The parser with its values kept and renamed as `fields` say; as it is when they say nothing. */
export function pickFields(parse: LineParser, fields: readonly PickedField[] | undefined): LineParser {
  if (fields === undefined) return parse
  return (line) => {
    const parsed = parse(line)
    if (parsed === undefined) return undefined
    const picked = emptyLine()
    for (const { key, from } of fields) {
      const value = parsed[from]
      if (value !== undefined) picked[key] = value
    }
    return picked
  }
}

export function emptyLine(): ParsedLine {
  return Object.create(null)
}
