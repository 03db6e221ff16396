import { quoteText } from '@sluice/model'
import { commonType } from '../../types/coercion.ts'
import { arrayType, bigintType, intType, nullType, type SqlType, typeName } from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'

const any = { type: 'any' } as const

export const sequenceFunctions: readonly FunctionRow[] = [
  {
    name: 'sequence',
    kind: 'scalar',
    usage: 'sequence(start, stop[, step])',
    about:
      'the whole numbers from start to stop, or the dates or timestamps, whose step is an interval (1 day when left out); downwards when stop is the smaller one; NULL when step leads away from stop',
    parameters: [any, any, { ...any, optional: true }],
    returns: (types, call) => arrayType(sequenceType(types, call)),
    sql: (_, call) => {
      const type = sequenceType(
        call.arguments.map((argument) => argument.type),
        call,
      )
      const ends: Ends = [argumentAs(call, 0, type), argumentAs(call, 1, type)]
      if (type.kind !== 'date' && type.kind !== 'timestamp') return numbers(ends, type, call)
      return call.arguments[2] || type.kind === 'timestamp' ? times(ends, type, call) : days(ends)
    },
  },
]

type Ends = readonly [start: string, stop: string]

function sequenceType([a = nullType, b = nullType]: readonly SqlType[], call: Call): SqlType {
  const type = commonType(a, b)
  if (type && ['int', 'bigint', 'date', 'timestamp'].includes(type.kind)) return type
  if (type && ['tinyint', 'smallint', 'null'].includes(type.kind)) return intType
  return call.refuse(
    `sequence needs whole numbers, dates or timestamps, and these are ${typeName(a)} and ${typeName(b)}`,
  )
}

const towards = ([start, stop]: Ends): string => `case when ${start} <= ${stop} then 1 else -1 end`

function numbers(ends: Ends, type: SqlType, call: Call): string {
  const step = call.arguments[2] ? argumentAs(call, 2, bigintType) : towards(ends)
  const list = `spark_sequence(${ends[0]}::bigint, ${ends[1]}::bigint, ${step})`
  return type.kind === 'int' ? `${list}::integer[]` : list
}

function days([start, stop]: Ends): string {
  const offsets = `spark_sequence(0::bigint, (${stop} - ${start})::bigint, ${towards([start, stop])})`
  return `list_transform(${offsets}, lambda counted: ${start} + counted::integer)`
}

/** By the clock of the session's zone: a day is a day, however many hours it has. */
function times(ends: Ends, type: SqlType, call: Call): string {
  const step = call.arguments[2]
  if (step && step.type.kind !== 'interval')
    call.refuse(`the step of ${typeName(type)}s is an interval: interval 1 day`, 2)
  const zone = quoteText(call.timeZone)
  const local = (end: string) => (type.kind === 'date' ? `${end}::timestamp` : `timezone(${zone}, ${end})`)
  const by = step?.sql ?? `case when ${ends[0]} <= ${ends[1]} then interval 1 day else interval (-1) day end`
  const list = `spark_time_sequence(${local(ends[0])}, ${local(ends[1])}, ${by})`
  return type.kind === 'date'
    ? `${list}::date[]`
    : `list_transform(${list}, lambda counted: timezone(${zone}, counted))`
}
