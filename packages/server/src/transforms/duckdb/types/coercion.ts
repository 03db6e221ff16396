import {
  arrayType,
  type DecimalType,
  decimalPrecisionMax,
  decimalType,
  isDatetime,
  isFractional,
  isNumeric,
  mapType,
  type SqlType,
  sameType,
  structType,
} from './sql-type.ts'

/** Which types go together, as Spark has it without ANSI mode (spec: sql.md §1.3). Pure: casts are written by `cast.ts`. */

const ladder: readonly SqlType['kind'][] = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double']
const digitsOf = { tinyint: 3, smallint: 5, int: 10, bigint: 20 } as const

/** The narrowest type that holds values of both, text taking in what has a text form: branches of CASE, sides of UNION,
 *  elements of an array, IN lists. undefined: there is none. */
export function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (sameType(a, b) || b.kind === 'null') return a
  if (a.kind === 'null') return b
  if (isNumeric(a) && isNumeric(b)) return widerNumber(a, b)
  if (isDatetime(a) && isDatetime(b)) return { kind: 'timestamp' }
  if (a.kind === 'string') return becomesText(b) ? a : undefined
  if (b.kind === 'string') return becomesText(a) ? b : undefined
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonType(a.element, b.element)
    return element && arrayType(element)
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const [key, value] = [commonType(a.key, b.key), commonType(a.value, b.value)]
    return key && value && mapType(key, value)
  }
  if (a.kind === 'struct' && b.kind === 'struct') return commonStruct(a.members, b.members)
  return undefined
}

type Members = Extract<SqlType, { kind: 'struct' }>['members']

function commonStruct(a: Members, b: Members): SqlType | undefined {
  if (a.length !== b.length) return undefined
  const members = a.map(({ name, type }, i) => {
    const other = b[i]
    const common = other && commonType(type, other.type)
    return common && { name, type: common }
  })
  const known = members.filter((member) => member !== undefined)
  return known.length === a.length ? structType(known) : undefined
}

const becomesText = (type: SqlType): boolean => isNumeric(type) || isDatetime(type)

export function commonTypeOf(types: readonly SqlType[]): SqlType | undefined {
  return types.reduce<SqlType | undefined>((common, type) => common && commonType(common, type), {
    kind: 'null',
  })
}

function widerNumber(a: SqlType, b: SqlType): SqlType {
  if (a.kind !== 'decimal' && b.kind !== 'decimal') {
    const rank = (type: SqlType) => ladder.indexOf(type.kind)
    return rank(a) >= rank(b) ? a : b
  }
  if (isFractional(a) || isFractional(b)) return { kind: 'double' }
  return widerDecimal(asDecimal(a), asDecimal(b))
}

/** The decimal that holds every value of a whole-number type. */
export function asDecimal(type: SqlType): DecimalType {
  if (type.kind === 'decimal') return type
  for (const [kind, digits] of Object.entries(digitsOf)) if (type.kind === kind) return decimalType(digits, 0)
  return decimalType(decimalPrecisionMax, 18)
}

function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale)
  return boundedDecimal(Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale)
}

/** A decimal that would need more than 38 digits keeps its whole part and at least six places of its fraction, as Spark's. */
function boundedDecimal(precision: number, scale: number): DecimalType {
  if (precision <= decimalPrecisionMax) return decimalType(precision, scale)
  const whole = precision - scale
  const kept = Math.max(decimalPrecisionMax - whole, Math.min(scale, 6))
  return decimalType(decimalPrecisionMax, kept)
}

/** What two values are compared as: text takes the type of the other side. undefined: they cannot be compared. */
export function comparisonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === 'string' && b.kind !== 'string') return comparedWithText(b)
  if (b.kind === 'string' && a.kind !== 'string') return comparedWithText(a)
  if (a.kind === 'boolean' && isNumeric(b)) return b
  if (b.kind === 'boolean' && isNumeric(a)) return a
  return commonType(a, b)
}

function comparedWithText(type: SqlType): SqlType | undefined {
  if (type.kind === 'null') return { kind: 'string' }
  if (type.kind === 'decimal') return { kind: 'double' }
  return isNumeric(type) || isDatetime(type) || type.kind === 'boolean' || type.kind === 'binary'
    ? type
    : undefined
}

/** Whether an argument of type `from` may be given where `to` is wanted. */
export function isImplicit(from: SqlType, to: SqlType): boolean {
  if (sameType(from, to) || from.kind === 'null') return true
  if (isNumeric(from) && isNumeric(to)) return true
  if (from.kind === 'string') return isNumeric(to) || isDatetime(to) || to.kind === 'binary'
  if (to.kind === 'string')
    return isNumeric(from) || isDatetime(from) || ['boolean', 'binary'].includes(from.kind)
  if (isDatetime(from) && isDatetime(to)) return true
  if (from.kind === 'array' && to.kind === 'array') return isImplicit(from.element, to.element)
  return false
}

/** Result type of `+ - *` over numbers (text counts as double); decimals by Spark's rules of precision. */
export function arithmeticType(operator: '+' | '-' | '*' | '%', a: SqlType, b: SqlType): SqlType {
  if (a.kind !== 'decimal' && b.kind !== 'decimal') return widerNumber(a, b)
  if (isFractional(a) || isFractional(b)) return { kind: 'double' }
  const [x, y] = [asDecimal(a), asDecimal(b)]
  const scale = Math.max(x.scale, y.scale)
  const whole = Math.max(x.precision - x.scale, y.precision - y.scale)
  if (operator === '*') return boundedDecimal(x.precision + y.precision + 1, x.scale + y.scale)
  if (operator === '%')
    return boundedDecimal(Math.min(x.precision - x.scale, y.precision - y.scale) + scale, scale)
  return boundedDecimal(whole + scale + 1, scale)
}

/** Of `/`: double, or a decimal when both sides are exact and one is a decimal. */
export function quotientType(a: SqlType, b: SqlType): SqlType {
  if ((a.kind !== 'decimal' && b.kind !== 'decimal') || isFractional(a) || isFractional(b))
    return { kind: 'double' }
  const [x, y] = [asDecimal(a), asDecimal(b)]
  const scale = Math.max(6, x.scale + y.precision + 1)
  return boundedDecimal(x.precision - x.scale + y.scale + scale, scale)
}

export const isOrderable = (type: SqlType): boolean => {
  if (type.kind === 'map' || type.kind === 'interval') return false
  if (type.kind === 'array') return isOrderable(type.element)
  return type.kind !== 'struct' || type.members.every((member) => isOrderable(member.type))
}
