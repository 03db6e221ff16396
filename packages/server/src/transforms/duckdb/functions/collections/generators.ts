import { quoteIdentifier } from '@sluice/model'
import { commonTypeOf } from '../../types/coercion.ts'
import { intType, nullType, type SqlType, type StructType, typeName } from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, GeneratorRow } from '../function.ts'

const any = { type: 'any' } as const

/** Each twice: `…_outer` makes a row of NULLs where there is nothing, which the query around does. */
function both(
  name: string,
  usage: string,
  about: string,
  row: Pick<GeneratorRow, 'parameters' | 'columns' | 'lists'>,
): GeneratorRow[] {
  return [
    { ...row, name, kind: 'generator', usage: `${name}${usage}`, about },
    {
      ...row,
      name: `${name}_outer`,
      kind: 'generator',
      usage: `${name}_outer${usage}`,
      about: `${about}; one row of NULLs when there are none`,
    },
  ]
}

export const rowGenerators: readonly GeneratorRow[] = [
  ...both(
    'explode',
    '(array or map)',
    'a row for each element (column col) or each entry (columns key and value)',
    {
      parameters: [any],
      columns: ([type], call) => elementColumns(type, call),
      lists: ([value = ''], call) => lists(value, call),
    },
  ),
  ...both(
    'posexplode',
    '(array or map)',
    'a row for each element or entry, with its position from 0 before it (columns pos, and col or key and value)',
    {
      parameters: [any],
      columns: ([type], call) => [{ name: 'pos', type: intType }, ...elementColumns(type, call)],
      lists: ([value = ''], call) => {
        const all = lists(value, call)
        return [`range(len(${all[0]}))::integer[]`, ...all]
      },
    },
  ),
  ...both('inline', '(array of structs)', 'a row for each struct, a column for each of its members', {
    parameters: [any],
    columns: ([type], call) => rowStruct(type, call).members,
    lists: ([value = ''], call) => {
      const { members } = rowStruct(call.arguments[0]?.type, call)
      return members.map(({ column }) => `list_transform(${value}, lambda m: m.${quoteIdentifier(column)})`)
    },
  }),
  {
    name: 'stack',
    kind: 'generator',
    usage: 'stack(n, a, b, …)',
    about: 'the values in n rows, from left to right (columns col0, col1, …); NULL where there are too few',
    parameters: [any, { ...any, repeated: true }],
    columns: (_, call) => stacked(call).map(({ type }, i) => ({ name: `col${i}`, type })),
    lists: (_, call) => stacked(call).map(({ sql }) => `[${sql.join(', ')}]`),
  },
]

function elementColumns(type: SqlType | undefined, call: Call): { name: string; type: SqlType }[] {
  if (type?.kind === 'map')
    return [
      { name: 'key', type: type.key },
      { name: 'value', type: type.value },
    ]
  if (type?.kind === 'array') return [{ name: 'col', type: type.element }]
  if (type?.kind === 'null') return [{ name: 'col', type: nullType }]
  return call.refuse(`${call.name} needs an array or a map, and this is ${typeName(type ?? nullType)}`, 0)
}

const lists = (value: string, call: Call): readonly string[] => {
  const kind = call.arguments[0]?.type.kind
  if (kind === 'map') return [`map_keys(${value})`, `map_values(${value})`]
  return [kind === 'null' ? 'null::integer[]' : value]
}

function rowStruct(type: SqlType | undefined, call: Call): StructType {
  if (type?.kind === 'array' && type.element.kind === 'struct') return type.element
  return call.refuse(`${call.name} needs an array of structs, and this is ${typeName(type ?? nullType)}`, 0)
}

interface StackedColumn {
  readonly type: SqlType
  /** One for each row. */
  readonly sql: readonly string[]
}

const stackRowsMax = 10_000

function stacked(call: Call): readonly StackedColumn[] {
  const rows = call.constantNumber(0)
  if (typeof rows !== 'number' || rows < 1 || rows > stackRowsMax)
    return call.refuse(`stack, argument 1, must be a number of rows from 1 to ${stackRowsMax}`, 0)
  const width = Math.ceil((call.arguments.length - 1) / rows)
  return Array.from({ length: width }, (_, column) => stackedColumn(call, rows, width, column))
}

function stackedColumn(call: Call, rows: number, width: number, column: number): StackedColumn {
  const places = Array.from({ length: rows }, (_, row) => 1 + row * width + column)
  const types = places.map((place) => call.arguments[place]?.type ?? nullType)
  const type = commonTypeOf(types)
  if (!type)
    return call.refuse(
      `column ${column} of stack has types that do not go together: ${types.map(typeName).join(', ')}`,
    )
  return {
    type,
    sql: places.map((place) => (place < call.arguments.length ? argumentAs(call, place, type) : 'null')),
  }
}
