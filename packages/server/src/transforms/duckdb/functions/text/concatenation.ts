import { castSql } from '../../types/cast.ts'
import { commonTypeOf } from '../../types/coercion.ts'
import { arrayType, type SqlType, stringType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import { knownText, text, textOf } from './text-arguments.ts'

const anything = { type: 'any', optional: true, repeated: true } as const

const isArrayCall = (types: readonly SqlType[]): boolean => types.some(({ kind }) => kind === 'array')

function commonArray(types: readonly SqlType[], call: Call): SqlType {
  const common = commonTypeOf(types)
  return common?.kind === 'array' ? common : call.refuse('concat takes either arrays of one kind, or text')
}

function concatArrays(call: Call): string {
  const type = commonArray(
    call.arguments.map((argument) => argument.type),
    call,
  )
  const items = call.arguments.map((argument) => castSql(argument.sql, argument.type, type, call.timeZone))
  return `(${items.join(' || ')})`
}

/** One piece of text of concat_ws, or a list of them. */
function piece(call: Call, i: number): string {
  const argument = call.arguments[i]
  if (argument?.type.kind !== 'array') return `[${textOf(call, i)}]`
  const list = castSql(argument.sql, argument.type, arrayType(stringType), call.timeZone)
  return list ? `coalesce(${list}, [])` : call.refuse('concat_ws takes text and arrays of text', i)
}

/** The texts of a list with a separator between them; `known`: undefined when the separator is no constant. */
export function joinedText(list: string, separator: string, known: string | null | undefined): string {
  // DuckDB has NULL for a list of nothing but NULLs, and joins by constants only.
  return known === undefined
    ? `spark_join(${list}, ${separator})`
    : `coalesce(array_to_string(${list}, ${separator}), '')`
}

export const concatenations: readonly FunctionRow[] = [
  {
    name: 'concat',
    kind: 'scalar',
    usage: 'concat(text, text, …)',
    about: 'the texts, or the arrays, one after the other; NULL when one of them is, or there are none',
    parameters: [anything],
    returns: (types, call) => (isArrayCall(types) ? commonArray(types, call) : stringType),
    sql: (args, call) => {
      if (args.length === 0) return 'null::varchar'
      if (isArrayCall(call.arguments.map(({ type }) => type))) return concatArrays(call)
      // DuckDB's || with a NULL that is a constant has no type of its own.
      return `(${args.map((_, i) => textOf(call, i)).join(' || ')})::varchar`
    },
  },
  {
    name: 'concat_ws',
    kind: 'scalar',
    usage: 'concat_ws(separator, text, …)',
    about:
      'the texts, and the elements of arrays of text, with the separator between them; NULLs are left out',
    parameters: [text, anything],
    returns: stringType,
    sql: ([separator = '', ...rest], call) => {
      if (rest.length === 0) return `(case when ${separator} is not null then '' end)`
      if (!isArrayCall(call.arguments.map(({ type }) => type)))
        return `concat_ws(${[separator, ...rest.map((_, i) => textOf(call, i + 1))].join(', ')})`
      const pieces = rest.map((_, i) => piece(call, i + 1)).join(' || ')
      return `(case when ${separator} is not null then ${joinedText(pieces, separator, knownText(call, 0))} end)`
    },
  },
]
