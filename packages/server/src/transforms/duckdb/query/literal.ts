import { quoteText } from '@sluice/model'
import type { Literal, LiteralExpression } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { castSql } from '../types/cast.ts'
import { duckdbTypeOf } from '../types/duckdb-type.ts'
import {
  binaryType,
  booleanType,
  dateType,
  decimalPrecisionMax,
  decimalType,
  nullType,
  type SqlType,
  stringType,
  timestampType,
} from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'

const maxima = { tinyint: 127n, smallint: 32767n, int: 2147483647n, bigint: 9223372036854775807n } as const

export function compileLiteral(node: LiteralExpression, timeZone: string): Typed {
  const { literal } = node
  switch (literal.type) {
    case 'null':
      return { sql: 'null', type: nullType, at: node, constant: literal }
    case 'boolean':
      return { sql: String(literal.value), type: booleanType, at: node, constant: literal }
    case 'string':
      return { sql: quoteText(literal.value), type: stringType, at: node, constant: literal }
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return wholeNumber(literal, node)
    case 'decimal':
      return decimal(literal.text, node, literal)
    case 'double':
    case 'float':
      return fractional(literal, node)
    case 'date':
    case 'timestamp':
      return datetime(literal, node, timeZone)
    case 'binary':
      return { sql: `unhex(${quoteText(literal.value)})`, type: binaryType, at: node, constant: literal }
  }
}

type WholeLiteral = Extract<Literal, { digits: string }>

/** Digits (also with a sign before them) as the type they say; plain ones as the narrowest of int, bigint and decimal. */
function wholeNumber(literal: WholeLiteral, node: LiteralExpression): Typed {
  const value = BigInt(literal.digits)
  const fits = (kind: keyof typeof maxima) => value <= maxima[kind] && value >= -maxima[kind] - 1n
  if (literal.type === 'int' && !fits('int')) {
    if (!fits('bigint')) return decimal(literal.digits, node, { type: 'decimal', text: literal.digits })
    return {
      sql: `(${value})::BIGINT`,
      type: { kind: 'bigint' },
      at: node,
      constant: { ...literal, type: 'bigint' },
    }
  }
  if (!fits(literal.type)) throw new TextError(`${literal.digits} does not fit ${literal.type}`, node)
  const type: SqlType = { kind: literal.type }
  const sql = literal.type === 'int' && value >= 0n ? String(value) : `(${value})::${duckdbTypeOf(type)}`
  return { sql, type, at: node, constant: literal }
}

function decimal(text: string, node: LiteralExpression, constant: Literal): Typed {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  // Written out, 1e999999999 would fill the memory.
  const far = Math.abs(Number(exponent)) > mantissa.length + decimalPrecisionMax
  const plain = far ? mantissa : shifted(mantissa, Number(exponent))
  const digits = plain.replace(/^-/, '').replace(/^0+(?=\d)/, '')
  const [whole = '', fraction = ''] = digits.split('.')
  const scale = fraction.length
  const precision = Math.max((whole === '0' ? 0 : whole.length) + scale, scale, 1)
  if (far || precision > decimalPrecisionMax)
    return {
      sql: `(${quoteText(text)})::DOUBLE`,
      type: { kind: 'double' },
      at: node,
      constant: { type: 'double', text },
    }
  const type = decimalType(precision, scale)
  return { sql: `(${quoteText(plain)})::${duckdbTypeOf(type)}`, type, at: node, constant }
}

/** `1.5` times ten to the `by`, written plainly. */
function shifted(mantissa: string, by: number): string {
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const digits = whole + fraction
  const point = whole.length + by
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

function fractional(literal: Extract<Literal, { type: 'double' | 'float' }>, node: LiteralExpression): Typed {
  const type: SqlType = { kind: literal.type }
  return { sql: `(${quoteText(literal.text)})::${duckdbTypeOf(type)}`, type, at: node, constant: literal }
}

function datetime(
  literal: Extract<Literal, { type: 'date' | 'timestamp' | 'binary' }>,
  node: LiteralExpression,
  timeZone: string,
): Typed {
  const type = literal.type === 'date' ? dateType : timestampType
  const sql = castSql(quoteText(literal.value), stringType, type, timeZone) ?? 'null'
  return { sql, type, at: node, constant: literal }
}

/** The same literal with a minus sign before it. undefined: not a number. */
export function negated(node: LiteralExpression): LiteralExpression | undefined {
  const { literal } = node
  if ('digits' in literal) return { ...node, literal: { ...literal, digits: `-${literal.digits}` } }
  if ('text' in literal) return { ...node, literal: { ...literal, text: `-${literal.text}` } }
  return undefined
}
