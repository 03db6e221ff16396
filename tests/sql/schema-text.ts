import {
  type ElementType,
  elementTypes,
  type Field,
  type Schema,
  type ValueType,
  valueTypes,
} from '@sluice/model'

/** A schema as the case files write it: `id long, tags array(string), place map(city string, zip long)`. */
export function parseSchemaText(text: string): Schema {
  const reader = { tokens: text.match(/[A-Za-z_]\w*|[(),]|[^\s\w(),]+|\d\w*/g) ?? [], at: 0 }
  const schema = readFields(reader)
  if (reader.at < reader.tokens.length)
    throw new Error(`unexpected '${reader.tokens[reader.at]}' in a schema`)
  return schema
}

export function printSchemaText(schema: Schema): string {
  return schema.map((field) => `${field.key} ${printType(field)}`).join(', ')
}

interface Reader {
  readonly tokens: readonly string[]
  at: number
}

function readFields(reader: Reader): Schema {
  const fields = [readField(reader)]
  while (reader.tokens[reader.at] === ',') {
    reader.at++
    fields.push(readField(reader))
  }
  return fields
}

function readField(reader: Reader): Field {
  const key = next(reader, "a field's name")
  const valtype = readType<ValueType>(reader, valueTypes)
  const field = { key, valtype, required: false }
  if (valtype === 'array') {
    expect(reader, '(')
    const elemtype = readType<ElementType>(reader, elementTypes)
    expect(reader, ')')
    return { ...field, elemtype }
  }
  if (valtype !== 'map') return field
  expect(reader, '(')
  const schema = readFields(reader)
  expect(reader, ')')
  return { ...field, schema }
}

function readType<T extends string>(reader: Reader, known: readonly T[]): T {
  const name = next(reader, 'a type')
  const type = known.find((one) => one === name)
  if (type === undefined) throw new Error(`'${name}' is no type; use one of ${known.join(', ')}`)
  return type
}

function next(reader: Reader, wanted: string): string {
  const token = reader.tokens[reader.at++]
  if (token === undefined || !/^\w/.test(token)) throw new Error(`${wanted} is missing in a schema`)
  return token
}

function expect(reader: Reader, token: string): void {
  if (reader.tokens[reader.at++] !== token) throw new Error(`'${token}' is missing in a schema`)
}

function printType({ valtype, elemtype, schema }: Field): string {
  if (valtype === 'array') return `array(${elemtype})`
  return valtype === 'map' ? `map(${printSchemaText(schema ?? [])})` : valtype
}
