import { quoteText } from '@sluice/model'
import { castSql } from '../../types/cast.ts'
import { isFractional, isInteger, type SqlType, stringType, typeName } from '../../types/sql-type.ts'
import type { Typed } from '../../types/typed.ts'

/** Java's format strings, read at translation: each conversion becomes SQL of its own. */
export type Piece = { readonly kind: 'text'; readonly sql: string } | Conversion

interface Conversion {
  readonly kind: 'conversion'
  readonly written: string
  /** `%2$s`: the second argument. */
  readonly position: number | undefined
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly letter: string
}

type Refuse = (message: string) => never

const widthMax = 10_000
const precisionMax = 30
const conversion = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/y

export function piecesOf(format: string, refuse: Refuse): Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < format.length; ) {
    const percent = format.indexOf('%', at)
    const end = percent < 0 ? format.length : percent
    if (end > at) pieces.push({ kind: 'text', sql: quoteText(format.slice(at, end)) })
    if (percent < 0) break
    conversion.lastIndex = percent
    const found = conversion.exec(format)
    if (!found)
      return refuse(`the % at position ${percent + 1} of the format means nothing: write %% to mean the sign`)
    pieces.push(pieceOf(found, refuse))
    at = conversion.lastIndex
  }
  return pieces
}

function pieceOf(
  [written, position, flags = '', width, precision, letter = '']: RegExpExecArray,
  refuse: Refuse,
): Piece {
  if (letter === 'n') return { kind: 'text', sql: quoteText('\n') }
  if (!'sSdfeExXobBc%'.includes(letter))
    return refuse(`${written} is not known: use %s, %d, %f, %e, %x, %X, %o, %b, %c, %% or %n`)
  if (Number(width ?? 0) > widthMax || Number(precision ?? 0) > precisionMax)
    return refuse(`${written} is too wide: the width goes to ${widthMax}, the precision to ${precisionMax}`)
  const size = Number(width ?? 0)
  if (letter === '%')
    return { kind: 'text', sql: quoteText(flags.includes('-') ? '%'.padEnd(size) : '%'.padStart(size)) }
  return {
    kind: 'conversion',
    written,
    position: position === undefined ? undefined : Number(position),
    flags,
    width: size,
    precision: precision === undefined ? undefined : Number(precision),
    letter,
  }
}

/** Never NULL: NULL is written `null`, cut to the precision as any text. */
export function conversionSql(piece: Conversion, value: Typed, timeZone: string, refuse: Refuse): string {
  const { letter, precision, width, flags } = piece
  const none = letter === 'b' || letter === 'B' ? 'false' : 'null'.slice(0, precision)
  const body = value.type.kind === 'null' ? 'null::varchar' : bodyOf(piece, value, timeZone, refuse)
  const sql = `coalesce(${body}, ${quoteText(none)})`
  const capital = /[SEXB]/.test(letter) ? `upper(${sql})` : sql
  if (width === 0) return capital
  return `spark_widen_${flags.includes('-') ? 'right' : 'left'}(${capital}, ${width})`
}

function bodyOf(piece: Conversion, value: Typed, timeZone: string, refuse: Refuse): string {
  const needs = (what: string) =>
    refuse(`${piece.written} needs ${what}, and this is ${typeName(value.type)}: use cast`)
  switch (piece.letter.toLowerCase()) {
    case 'd':
      return isInteger(value.type)
        ? signed(piece, value.sql, wholeDigits(piece, value.sql))
        : needs('a whole number')
    case 'f':
      return isReal(value.type)
        ? signed(piece, value.sql, fractionalDigits(piece, value))
        : needs('a fractional number')
    case 'e':
      return isReal(value.type)
        ? signed(piece, value.sql, `printf('%.${piece.precision ?? 6}e', abs((${value.sql})::double))`)
        : needs('a fractional number')
    case 'x':
    case 'o':
      return isInteger(value.type) ? unsigned(piece, value) : needs('a whole number')
    case 'c':
      return isInteger(value.type) ? `try(chr((${value.sql})::integer))` : needs('the number of a character')
    case 'b':
      return value.type.kind === 'boolean'
        ? `(${value.sql})::varchar`
        : `case when (${value.sql}) is not null then 'true' end`
    default:
      return textOf(piece, value, timeZone) ?? needs('what can be written as text')
  }
}

const isReal = (type: SqlType): boolean => isFractional(type) || type.kind === 'decimal'

function textOf({ precision }: Conversion, value: Typed, timeZone: string): string | undefined {
  const sql = castSql(value.sql, value.type, stringType, timeZone)
  return precision === undefined || sql === undefined ? sql : `left(${sql}, ${precision})`
}

function wholeDigits({ flags }: Conversion, sql: string): string {
  return flags.includes(',') ? `format('{:,}', abs((${sql})::hugeint))` : `abs((${sql})::hugeint)::varchar`
}

/** Java rounds half up, and from the digits that it would print. */
function fractionalDigits({ flags, precision = 6 }: Conversion, { sql, type }: Typed): string {
  const exact = type.kind === 'decimal' ? `abs(${sql})` : `abs((${sql})::double)::varchar`
  const digits = `coalesce(try_cast(${exact} as decimal(38,${precision}))::varchar, printf('%.${precision}f', abs((${sql})::double)))`
  return flags.includes(',') ? `spark_group_digits(${digits})` : digits
}

/** Sign, zeros up to the width, digits. */
function signed({ flags, width }: Conversion, sql: string, digits: string): string {
  const brackets = flags.includes('(')
  const plus = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  return `spark_signed(${sql}, ${digits}, ${quoteText(plus)}, ${brackets}, ${flags.includes('0') ? width : 0})`
}

const bitsOf: { readonly [kind: string]: number } = { tinyint: 8, smallint: 16, int: 32, bigint: 64 }

/** Negative numbers as the bits that hold them. */
function unsigned({ flags, letter, width }: Conversion, { sql, type }: Typed): string {
  const mask = 2n ** BigInt(bitsOf[type.kind] ?? 64) - 1n
  const sign = flags.includes('#') ? (letter === 'o' ? '0' : '0x') : ''
  const digits = `printf('%${letter.toLowerCase()}', ((${sql})::hugeint & ${mask}::hugeint)::ubigint)`
  const body = flags.includes('0') ? `spark_widen_zeros(${digits}, ${width - sign.length})` : digits
  return sign === '' ? body : `('${sign}' || ${body})`
}
