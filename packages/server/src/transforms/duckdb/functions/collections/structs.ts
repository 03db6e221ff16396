import { quoteIdentifier } from '@sluice/model'
import { nullType, type SqlType, type StructType, structType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'

const any = { type: 'any' } as const

export const structFunctions: readonly FunctionRow[] = [
  {
    name: 'struct',
    kind: 'scalar',
    usage: 'struct(a, b, …)',
    about: 'a struct (a map field) whose members are called like the columns, else col1, col2, …',
    parameters: [{ ...any, repeated: true }],
    returns: ofColumns,
    sql: (args, call) =>
      pack(
        ofColumns(
          call.arguments.map(({ type }) => type),
          call,
        ),
        args,
      ),
  },
  {
    name: 'named_struct',
    kind: 'scalar',
    usage: "named_struct('name', value, 'name', value, …)",
    about: 'a struct (a map field) of these members; the names are constants',
    parameters: [{ ...any, repeated: true }],
    returns: ofNames,
    sql: (args, call) =>
      pack(
        ofNames(
          call.arguments.map(({ type }) => type),
          call,
        ),
        args.filter((_, i) => i % 2 === 1),
      ),
  },
]

function ofColumns(types: readonly SqlType[], call: Call): StructType {
  return structType(types.map((type, i) => ({ name: call.nameOf(i) ?? `col${i + 1}`, type })))
}

function ofNames(types: readonly SqlType[], call: Call): StructType {
  if (types.length % 2 !== 0)
    return call.refuse("named_struct needs a value for every name: named_struct('name', value, …)")
  const members = types.flatMap((_, i) =>
    i % 2 === 0 ? [{ name: memberName(call, i), type: types[i + 1] ?? nullType }] : [],
  )
  const seen = new Set<string>()
  const repeated = members.find(({ name }) => seen.size === seen.add(name).size)
  if (repeated) call.refuse(`the name '${repeated.name}' is there twice: give every member its own`)
  return structType(members)
}

function memberName(call: Call, i: number): string {
  const name = call.constantText(i)
  if (name?.includes('\0')) call.refuse('a name cannot hold the character NUL', i)
  return name
    ? name
    : call.refuse(`${call.name}, argument ${i + 1}, must be a member's name, a text that is not empty`, i)
}

const pack = ({ members }: StructType, values: readonly string[]): string =>
  `struct_pack(${members.map(({ column }, i) => `${quoteIdentifier(column)} := ${values[i]}`).join(', ')})`
