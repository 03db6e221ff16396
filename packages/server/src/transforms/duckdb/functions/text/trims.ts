import { stringType } from '../../types/sql-type.ts'
import type { FunctionRow } from '../function.ts'
import { optionalText, text } from './text-arguments.ts'

/** Spark's trim takes the character U+0020 only, where DuckDB's takes every kind of space. With two arguments Spark's trim, ltrim
 *  and rtrim have the characters first, its btrim has them last. */
const trim = (
  name: string,
  duckdb: string,
  characters: 'first' | 'last',
  about: string,
  aliases: readonly string[] = [],
): FunctionRow => ({
  name,
  aliases,
  kind: 'scalar',
  usage: characters === 'first' ? `${name}([characters, ]text)` : `${name}(text[, characters])`,
  about: `${about}; with characters, any of these instead of spaces`,
  parameters: [text, optionalText],
  returns: stringType,
  sql: ([first, second]) => {
    if (second === undefined) return `${duckdb}(${first}, ' ')`
    return characters === 'first' ? `${duckdb}(${second}, ${first})` : `${duckdb}(${first}, ${second})`
  },
})

export const trims: readonly FunctionRow[] = [
  trim('trim', 'trim', 'first', 'the text without spaces at its beginning and end'),
  trim('ltrim', 'ltrim', 'first', 'the text without spaces at its beginning'),
  trim('rtrim', 'rtrim', 'first', 'the text without spaces at its end'),
  trim('btrim', 'trim', 'last', 'the text without spaces at its beginning and end'),
]
