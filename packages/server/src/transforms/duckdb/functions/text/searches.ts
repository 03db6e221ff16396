import { bigintType, booleanType, intType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import { knownNumber, longWhole, optionalWhole, text } from './text-arguments.ts'

const optionalLong = { ...longWhole, optional: true } as const

/** Documented with four arguments; Spark has two. Positions that are not above 0 have no result, which the user is told early. */
function instr([value, part, start, nth]: readonly string[], call: Call): string {
  for (const [i, what] of [
    [2, 'the position to start from'],
    [3, 'which occurrence'],
  ] as const) {
    const known = knownNumber(call, i)
    if (typeof known === 'number' && known < 1) call.refuse(`instr needs ${what} to be 1 or more`, i)
  }
  if (start === undefined) return `instr(${value}, ${part})`
  if (nth === undefined || knownNumber(call, 3) === 1) return `spark_instr_from(${value}, ${part}, ${start})`
  return `spark_instr_nth(${value}, ${part}, ${start}, ${nth})`
}

function locate([part, value, start]: readonly string[], call: Call): string {
  if (start === undefined || knownNumber(call, 2) === 1) return `instr(${value}, ${part})::integer`
  return `spark_locate(${part}, ${value}, ${start})::integer`
}

export const searches: readonly FunctionRow[] = [
  {
    name: 'instr',
    kind: 'scalar',
    usage: 'instr(text, part[, start[, nth]])',
    about:
      'the position, from 1 on, of the part in the text: the nth one (1 if not given) at or after start; 0 when there is none, 1 for an empty part',
    parameters: [text, text, optionalLong, optionalLong],
    returns: bigintType,
    sql: instr,
  },
  {
    name: 'locate',
    aliases: ['position'],
    kind: 'scalar',
    usage: 'locate(part, text[, start])',
    about:
      'the position, from 1 on, of the part in the text, at or after start; 0 when there is none, or start is NULL or below 1',
    parameters: [text, text, optionalWhole],
    returns: intType,
    sql: locate,
  },
  ...(
    [
      ['contains', 'contains', 'whether the part occurs in the text'],
      ['startswith', 'starts_with', 'whether the text begins with the part'],
      ['endswith', 'ends_with', 'whether the text ends with the part'],
    ] as const
  ).map(
    ([name, duckdb, about]): FunctionRow => ({
      name,
      kind: 'scalar',
      usage: `${name}(text, part)`,
      about,
      parameters: [text, text],
      returns: booleanType,
      sql: ([value, part]) => `${duckdb}(${value}, ${part})`,
    }),
  ),
  {
    name: 'find_in_set',
    kind: 'scalar',
    usage: 'find_in_set(text, list)',
    about:
      'the position, from 1 on, of the text in a list whose items commas separate; 0 when it is not in it, or has a comma',
    parameters: [text, text],
    returns: intType,
    sql: ([value, list]) =>
      `(case when ${value} is not null and ${list} is not null then coalesce(list_position(string_split(${list}, ','), ${value}), 0) end)::integer`,
  },
]
