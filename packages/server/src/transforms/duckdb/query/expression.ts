import { quoteIdentifier, quoteText } from '@sluice/model'
import { onceMark } from '../macros/bound.ts'
import type { CaseExpression, Expression, Name, Span } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { commonTypeOf } from '../types/coercion.ts'
import { readType } from '../types/read-type.ts'
import {
  arrayType,
  booleanType,
  intervalType,
  isInteger,
  type SqlType,
  structType,
  typeName,
} from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { compileCall } from './call.ts'
import { boundCast, castTo } from './coerce.ts'
import { grouped } from './grouping.ts'
import { hasAggregate } from './has-aggregate.ts'
import { intervalSql } from './intervals.ts'
import { compileLiteral } from './literal.ts'
import { compileBinary, compileUnary } from './operators.ts'
import type { Place } from './place.ts'
import { between, inChoices, isTest, like } from './predicates.ts'
import { findColumn, unknownColumn } from './scope.ts'

/** The DuckDB SQL of an expression and its type. Errors: TextError where the user's text is wrong. */
export function compile(node: Expression, place: Place): Typed {
  const before = place.loose.length
  return wholeKey(node, place) ?? grouped(compileNode(node, place), place, before)
}

/** What is grouped by as a whole though parts of it are, too, which would be read as the keys that they are. */
function wholeKey(node: Expression, place: Place): Typed | undefined {
  if (!place.grouping?.overlaps || node.kind === 'literal' || node.kind === 'column') return undefined
  if (hasAggregate([node])) return undefined
  const value = compileNode(node, { ...place, grouping: undefined, loose: [] })
  const key = place.grouping.keys.get(value.sql)
  return key === undefined ? undefined : { ...value, sql: key }
}

function compileNode(node: Expression, place: Place): Typed {
  const value = compileKind(node, place)
  place.translation.count(value.sql.length, node)
  return value
}

function compileKind(node: Expression, place: Place): Typed {
  switch (node.kind) {
    case 'literal':
      return compileLiteral(node, place.translation.timeZone)
    case 'column':
      return compilePath(node.path, node, place)
    case 'member':
      return member(compile(node.base, place), node.name, node)
    case 'index':
      return index(compile(node.base, place), compile(node.index, place), node)
    case 'unary':
      // IN with several columns tells true from not true only, and NOT IN knows what is unknown.
      if (node.operator === 'not' && node.value.kind === 'in')
        return { ...compile({ ...node.value, negated: !node.value.negated }, place), at: node }
      return compileUnary(node, compile(node.value, place), place)
    case 'binary':
      return compileBinary(node, place, compile)
    case 'is':
      return isTest(node, compile(node.value, place), node.other && compile(node.other, place), place)
    case 'between':
      return between(
        node,
        compile(node.value, place),
        compile(node.low, place),
        compile(node.high, place),
        place,
      )
    case 'in':
      return inChoices(node, place, compile)
    case 'like':
      return like(node, place, compile)
    case 'case':
      return compileCase(node, place)
    case 'cast':
      return cast(compile(node.value, place), readType(node.type), node, place)
    case 'call':
      return compileCall(node, place, compile)
    case 'interval':
      return { sql: intervalSql(node), type: intervalType, at: node }
    case 'lambda':
      throw new TextError(
        'a lambda (x -> …) can only be given to functions such as transform and filter',
        node,
      )
    case 'tuple':
      return tuple(
        node.items.map((item) => compile(item, place)),
        node,
      )
    case 'subquery':
      return scalarSubquery(node, place)
    case 'exists': {
      const { sql } = place.compileQuery(node.query, place)
      return { sql: `${onceMark}exists (${sql})`, type: booleanType, at: node }
    }
  }
}

function compilePath(path: readonly Name[], at: Span, place: Place): Typed {
  const [first] = path
  const alone = path.length === 1 && first ? first.text.toLowerCase() : undefined
  const variable = first && place.variables.get(first.text.toLowerCase())
  if (variable) return membersOf({ ...variable, at }, path.slice(1))
  if (alone !== undefined && place.aliasesFirst) {
    const aliased = place.aliases.get(alone)
    if (aliased) return { ...aliased, at }
  }
  for (let here: Place | undefined = place; here; here = here.outer) {
    const found = findColumn(here.scope, path)
    if (!found) continue
    const before = here.loose.length
    here.loose.push({ name: found.column.name, at })
    const column = grouped({ sql: found.column.sql, type: found.column.type, at }, here, before)
    // `group by place` lets its members be read as well, `group by place.city` that one.
    return grouped(membersOf(column, found.members), here, before)
  }
  const aliased = first && place.aliases.get(first.text.toLowerCase())
  if (aliased) return membersOf({ ...aliased, at }, path.slice(1))
  throw unknownColumn(place.scope, path, at)
}

const membersOf = (base: Typed, names: readonly Name[]): Typed =>
  names.reduce((value, name) => member(value, name, { start: base.at.start, end: name.end }), base)

/** `base.name`: a member of a struct, of every struct in an array, or the value of a key. */
function member(base: Typed, name: Name, at: Span): Typed {
  const { type } = base
  if (type.kind === 'map') return { sql: `(${base.sql})[${quoteText(name.text)}]`, type: type.value, at }
  const struct = type.kind === 'array' ? type.element : type
  if (struct.kind !== 'struct')
    throw new TextError(`'${name.text}' cannot be taken from ${typeName(type)}: it has no members`, name)
  const found =
    struct.members.find((other) => other.name === name.text) ??
    struct.members.find((other) => other.name.toLowerCase() === name.text.toLowerCase())
  if (!found) {
    const names = struct.members.map((other) => other.name).join(', ')
    throw new TextError(`there is no member '${name.text}': the members are ${names}`, name, name.text)
  }
  const column = quoteIdentifier(found.column)
  if (type.kind !== 'array') return { sql: `(${base.sql}).${column}`, type: found.type, at }
  return { sql: `list_transform(${base.sql}, lambda m: m.${column})`, type: arrayType(found.type), at }
}

/** `array[i]` counts from 0, and outside of the array there is NULL; `map[key]`; `struct['name']`. */
function index(base: Typed, at: Typed, span: Span): Typed {
  const { type } = base
  if (type.kind === 'struct' && at.constant?.type === 'string')
    return member(base, { text: at.constant.value, ...at.at }, span)
  if (type.kind === 'map')
    return { sql: `(${base.sql})[${castTo(at, type.key, 'UTC').sql}]`, type: type.value, at: span }
  if (type.kind !== 'array')
    throw new TextError(`[…] takes elements of arrays and maps, and this is ${typeName(type)}`, span)
  if (!isInteger(at.type) && at.type.kind !== 'null')
    throw new TextError(`an array's index is a whole number, and this is ${typeName(at.type)}`, at.at)
  return { sql: `(${base.sql})[${listIndex(at)}]`, type: type.element, at: span }
}

function listIndex({ sql, constant }: Typed): string {
  if (constant && 'digits' in constant)
    return constant.digits.startsWith('-') ? 'null::bigint' : String(BigInt(constant.digits) + 1n)
  // DuckDB counts from 1, and from the end for negative numbers. No array has as many elements as 32 bits count.
  return `nullif(greatest(least(${sql}, ${2 ** 31 - 2}), -1) + 1, 0)`
}

function cast(value: Typed, type: SqlType, at: Span, { translation: { timeZone } }: Place): Typed {
  const sql = boundCast(value.sql, value.type, type, timeZone)
  if (sql === undefined)
    throw new TextError(`${typeName(value.type)} cannot be cast to ${typeName(type)}`, at)
  return { sql, type, at }
}

function compileCase(node: CaseExpression, place: Place): Typed {
  const { subject } = node
  const branches = node.branches.map(({ when, then }) => ({
    when: subject
      ? compileBinary(
          { kind: 'binary', operator: '=', left: subject, right: when, start: when.start, end: when.end },
          place,
          compile,
        )
      : condition(compile(when, place)),
    value: compile(then, place),
  }))
  const otherwise = node.otherwise && compile(node.otherwise, place)
  const values = [...branches.map(({ value }) => value), ...(otherwise ? [otherwise] : [])]
  const type = commonTypeOf(values.map((value) => value.type))
  if (!type)
    throw new TextError(
      `the branches of CASE have types that do not go together: ${values.map((value) => typeName(value.type)).join(', ')}`,
      node,
    )
  const { timeZone } = place.translation
  const whens = branches.map(
    ({ when, value }) => `when ${when.sql} then ${castTo(value, type, timeZone).sql}`,
  )
  const last = otherwise ? ` else ${castTo(otherwise, type, timeZone).sql}` : ''
  return { sql: `case ${whens.join(' ')}${last} end`, type, at: node }
}

/** A value that decides: boolean or NULL. */
export function condition(value: Typed): Typed {
  if (value.type.kind === 'boolean') return value
  if (value.type.kind === 'null') return { ...value, sql: 'null::boolean', type: booleanType }
  throw new TextError(
    `a condition is needed here (true or false), and this is ${typeName(value.type)}`,
    value.at,
  )
}

function tuple(items: readonly Typed[], at: Span): Typed {
  const type = structType(items.map((item, i) => ({ name: `col${i + 1}`, type: item.type })))
  const members = items.map((item, i) => `"col${i + 1}" := ${item.sql}`)
  return { sql: `struct_pack(${members.join(', ')})`, type, at }
}

function scalarSubquery(node: Extract<Expression, { kind: 'subquery' }>, place: Place): Typed {
  const { sql, columns } = place.compileQuery(node.query, place)
  const [column, ...others] = columns
  if (!column || others.length > 0)
    throw new TextError(
      `a subquery that is a value must give one column, and this gives ${columns.length}`,
      node,
    )
  return { sql: `${onceMark}(${sql})`, type: column.type, at: node }
}
