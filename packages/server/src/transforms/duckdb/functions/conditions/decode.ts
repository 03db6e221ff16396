import { commonTypeOf } from '../../types/coercion.ts'
import { duckdbTypeOf } from '../../types/duckdb-type.ts'
import { type SqlType, stringType, typeName } from '../../types/sql-type.ts'
import { argumentAs, comparable } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'

const any = { type: 'any' } as const

export const decodeFunctions: readonly FunctionRow[] = [
  {
    name: 'decode',
    kind: 'scalar',
    usage: "decode(x, a, result of a[, b, result of b, …][, other]) or decode(bytes, 'utf-8')",
    about:
      'the result of the first choice that equals x (a NULL choice finds NULL), else the other, else NULL; with two arguments the bytes as text, NULL when they are none',
    parameters: [any, any, { ...any, optional: true, repeated: true }],
    returns: (_, call) => (call.arguments.length === 2 ? stringType : resultType(call)),
    sql: (_, call) => (call.arguments.length === 2 ? textOfBytes(call) : choices(call)),
  },
]

function textOfBytes(call: Call): string {
  const charset = call.constantText(1)
  if (charset === null) return 'null::varchar'
  if (!/^(utf-?8|us-ascii)$/i.test(charset ?? ''))
    call.refuse(`decode knows 'utf-8' and 'us-ascii', not '${charset}'`, 1)
  // TRY takes no aggregates: what is decoded is bound to a variable first.
  return `list_transform([${argumentAs(call, 0, { kind: 'binary' })}], lambda bytes: try(decode(bytes)))[1]`
}

function choices(call: Call): string {
  const type = resultType(call)
  const { length } = call.arguments
  const whens = Array.from({ length: Math.floor((length - 1) / 2) }, (_, n) => {
    const [x, choice] = comparable(call, 0, 1 + 2 * n)
    return `when ${x} is not distinct from ${choice} then ${argumentAs(call, 2 + 2 * n, type)}`
  })
  const other = hasOther(length) ? argumentAs(call, length - 1, type) : `null::${duckdbTypeOf(type)}`
  return `case ${whens.join(' ')} else ${other} end`
}

const hasOther = (length: number): boolean => length % 2 === 0

function resultType(call: Call): SqlType {
  const { length } = call.arguments
  const results = call.arguments.filter(
    (_, i) => (i > 0 && i % 2 === 0) || (i === length - 1 && hasOther(length)),
  )
  const types = results.map(({ type }) => type)
  const type = commonTypeOf(types)
  if (type) return type
  return call.refuse(
    `the results of decode have types that do not go together: ${types.map(typeName).join(', ')}`,
  )
}
