import { readType as readTypeName } from '../syntax/parse-type.ts'
import { TextError } from '../syntax/text-error.ts'
import { TokenReader } from '../syntax/token-reader.ts'
import { readType } from '../types/read-type.ts'
import type { SqlType } from '../types/sql-type.ts'

/** The type that a schema text means: `a INT, b STRING` (a struct of these), `struct<…>`, `array<…>`, `map<…>`. Errors: TextError. */
export function readSchemaText(text: string): SqlType {
  const nested = /^\s*(struct|array|map)\s*</i.test(text)
  const reader = new TokenReader(nested ? text : `struct<${text}>`)
  const name = readTypeName(reader)
  if (reader.peek().kind !== 'end')
    throw new TextError(`what follows after ${name.kind} is too much`, reader.peek())
  return readType(name)
}
