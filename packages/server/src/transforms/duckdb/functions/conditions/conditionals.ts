import { commonTypeOf, isOrderable } from '../../types/coercion.ts'
import {
  booleanType,
  doubleType,
  isDatetime,
  isNumeric,
  nullType,
  type SqlType,
  stringType,
  timestampType,
  typeName,
} from '../../types/sql-type.ts'
import { argumentsAs, comparable } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'

const any = { type: 'any' } as const
const common = { type: 'common' } as const
const condition = { type: booleanType } as const

const firstType = ([type]: readonly SqlType[]): SqlType => type ?? nullType
const secondType = ([, type]: readonly SqlType[]): SqlType => type ?? nullType

/** Of greatest and least: numbers and text are compared as double, dates and text as timestamps (documented). */
function mixedType(types: readonly SqlType[], call: Call): SqlType {
  const texts = types.some(({ kind }) => kind === 'string')
  const others = types.filter(({ kind }) => kind !== 'string' && kind !== 'null')
  if (texts && others.length > 0 && others.every(isNumeric)) return doubleType
  if (texts && others.length > 0 && others.every(isDatetime)) return timestampType
  const type = commonTypeOf(types)
  if (type && isOrderable(type)) return type
  return call.refuse(`${call.name} needs values of one kind, and these are ${types.map(typeName).join(', ')}`)
}

function extreme(name: 'greatest' | 'least', about: string): FunctionRow {
  return {
    name,
    kind: 'scalar',
    usage: `${name}(a, b, …)`,
    about: `${about}; NULLs do not count, NULL when all are. Numbers and text together are compared as double, dates and text as timestamps`,
    parameters: [any, { ...any, repeated: true }],
    returns: mixedType,
    sql: (_, call) =>
      `${name}(${argumentsAs(
        call,
        mixedType(
          call.arguments.map(({ type }) => type),
          call,
        ),
      ).join(', ')})`,
  }
}

export const conditionalFunctions: readonly FunctionRow[] = [
  {
    name: 'coalesce',
    kind: 'scalar',
    usage: 'coalesce(a, b, …)',
    about: 'the first value that is not NULL; all are brought to one type',
    parameters: [{ ...common, repeated: true }],
    returns: firstType,
    sql: (args) => `coalesce(${args.join(', ')})`,
  },
  {
    name: 'nvl',
    aliases: ['ifnull'],
    kind: 'scalar',
    usage: 'nvl(a, b)',
    about: 'a, or b when a is NULL',
    parameters: [common, common],
    returns: firstType,
    sql: ([a, b]) => `coalesce(${a}, ${b})`,
  },
  {
    name: 'nvl2',
    kind: 'scalar',
    usage: 'nvl2(a, b, c)',
    about: 'b when a is not NULL, else c',
    parameters: [any, common, common],
    returns: secondType,
    sql: ([a, b, c]) => `case when ${a} is not null then ${b} else ${c} end`,
  },
  {
    name: 'nullif',
    kind: 'scalar',
    usage: 'nullif(a, b)',
    about: 'NULL when a equals b, else a',
    parameters: [any, any],
    returns: firstType,
    sql: ([a], call) => {
      const [x, y] = comparable(call, 0, 1)
      return `case when ${x} = ${y} then null else ${a} end`
    },
  },
  {
    name: 'if',
    aliases: ['iff'],
    kind: 'scalar',
    usage: 'if(condition, a, b)',
    about: 'a when the condition is true; b when it is false or NULL',
    parameters: [condition, common, common],
    returns: secondType,
    sql: ([test, a, b]) => `case when ${test} then ${a} else ${b} end`,
  },
  {
    name: 'isnull',
    kind: 'scalar',
    usage: 'isnull(a)',
    about: 'whether a is NULL',
    parameters: [any],
    returns: booleanType,
    sql: ([a]) => `(${a} is null)`,
  },
  {
    name: 'isnotnull',
    kind: 'scalar',
    usage: 'isnotnull(a)',
    about: 'whether a is not NULL',
    parameters: [any],
    returns: booleanType,
    sql: ([a]) => `(${a} is not null)`,
  },
  extreme('greatest', 'the largest value'),
  extreme('least', 'the smallest value'),
  {
    name: 'assert_true',
    kind: 'scalar',
    usage: 'assert_true(condition[, message])',
    about: 'NULL when the condition is true; else the run fails with the message',
    parameters: [condition, { type: stringType, optional: true }],
    returns: nullType,
    sql: ([test, message = `'assert_true: the condition is not true'`]) =>
      `case when ${test} then null else error(${message}) end`,
  },
  {
    name: 'raise_error',
    kind: 'scalar',
    usage: 'raise_error(message)',
    about: 'nothing: the run fails with the message',
    parameters: [{ type: stringType }],
    returns: nullType,
    sql: ([message]) => `error(${message})`,
  },
  {
    name: 'typeof',
    kind: 'scalar',
    usage: 'typeof(a)',
    about: 'the name of the type that a has, as text',
    parameters: [any],
    returns: stringType,
    sql: (_, call) => {
      const type = call.arguments[0]?.type ?? nullType
      return `'${(type.kind === 'null' ? 'void' : typeName(type)).replaceAll("'", "''")}'`
    },
  },
]
