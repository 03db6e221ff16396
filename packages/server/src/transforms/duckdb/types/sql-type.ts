import { columnNames, type Field, type Schema } from '@sluice/model'

/** Types of the SQL dialect (spec: sql.md §1). `long` fields are bigint, `float` double, `date` timestamp, `map` struct. */
export type SqlType = SimpleType | DecimalType | ArrayType | MapType | StructType

export type SimpleKind =
  | 'null'
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'int'
  | 'bigint'
  | 'float'
  | 'double'
  | 'string'
  | 'binary'
  | 'date'
  | 'timestamp'
  | 'interval'

export interface SimpleType {
  readonly kind: SimpleKind
}

export interface DecimalType {
  readonly kind: 'decimal'
  readonly precision: number
  readonly scale: number
}

export interface ArrayType {
  readonly kind: 'array'
  readonly element: SqlType
}

export interface MapType {
  readonly kind: 'map'
  readonly key: SqlType
  readonly value: SqlType
}

export interface StructType {
  readonly kind: 'struct'
  readonly members: readonly Member[]
}

export interface Member {
  readonly name: string
  /** What DuckDB calls it, when names of one struct differ by case only (model: columnNames). */
  readonly column: string
  readonly type: SqlType
}

const simple = (kind: SimpleKind): SimpleType => ({ kind })

export const nullType = simple('null')
export const booleanType = simple('boolean')
export const intType = simple('int')
export const bigintType = simple('bigint')
export const doubleType = simple('double')
export const stringType = simple('string')
export const binaryType = simple('binary')
export const dateType = simple('date')
export const timestampType = simple('timestamp')
export const intervalType = simple('interval')

export const decimalPrecisionMax = 38
/** DuckDB holds decimals of so many digits in 64 bits, and gives what it makes of two of them no more digits. */
export const narrowDigits = 18
export const decimalType = (precision: number, scale: number): DecimalType => ({
  kind: 'decimal',
  precision,
  scale,
})
export const arrayType = (element: SqlType): ArrayType => ({ kind: 'array', element })
export const mapType = (key: SqlType, value: SqlType): MapType => ({ kind: 'map', key, value })

/** A struct made by SQL: members by name, in order. */
export function structType(
  members: readonly { readonly name: string; readonly type: SqlType }[],
): StructType {
  const columns = columnNames(
    members.map(({ name }) => ({ key: name, valtype: 'long', required: false })),
    [],
  )
  return {
    kind: 'struct',
    members: members.map(({ name, type }, i) => ({ name, type, column: columns[i] ?? name })),
  }
}

const integerKinds: readonly SqlType['kind'][] = ['tinyint', 'smallint', 'int', 'bigint']
export const isInteger = ({ kind }: SqlType): boolean => integerKinds.includes(kind)
export const isFractional = ({ kind }: SqlType): boolean => kind === 'float' || kind === 'double'
export const isNumeric = (type: SqlType): boolean =>
  isInteger(type) || isFractional(type) || type.kind === 'decimal'
export const isDatetime = ({ kind }: SqlType): boolean => kind === 'date' || kind === 'timestamp'

/** Type of a stored field's column. */
export function typeOfField(field: Field): SqlType {
  switch (field.valtype) {
    case 'boolean':
      return booleanType
    case 'long':
      return bigintType
    case 'float':
      return doubleType
    case 'date':
      return timestampType
    case 'string':
    case 'jsonstring':
      return stringType
    case 'array':
      return arrayType(typeOfField({ key: field.key, valtype: field.elemtype ?? 'string', required: false }))
    case 'map':
      return structOfSchema(field.schema ?? [])
  }
}

function structOfSchema(schema: Schema): StructType {
  const columns = columnNames(schema, [])
  return {
    kind: 'struct',
    members: schema.map((field, i) => ({
      name: field.key,
      column: columns[i] ?? field.key,
      type: typeOfField(field),
    })),
  }
}

export function sameType(a: SqlType, b: SqlType): boolean {
  if (a.kind === 'decimal' && b.kind === 'decimal') return a.precision === b.precision && a.scale === b.scale
  if (a.kind === 'array' && b.kind === 'array') return sameType(a.element, b.element)
  if (a.kind === 'map' && b.kind === 'map') return sameType(a.key, b.key) && sameType(a.value, b.value)
  if (a.kind === 'struct' && b.kind === 'struct')
    return (
      a.members.length === b.members.length &&
      a.members.every((member, i) => {
        const other = b.members[i]
        return other !== undefined && member.column === other.column && sameType(member.type, other.type)
      })
    )
  return a.kind === b.kind
}

/** As users write it: `array<bigint>`, `decimal(10,2)`. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'array':
      return `array<${typeName(type.element)}>`
    case 'map':
      return `map<${typeName(type.key)},${typeName(type.value)}>`
    case 'struct':
      return `struct<${type.members.map((member) => `${member.name}:${typeName(member.type)}`).join(',')}>`
    default:
      return type.kind
  }
}
