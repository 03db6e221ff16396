import type { ElementType, Field, Schema } from '@sluice/model'
import { type NestedDoc, readSource } from '../../exporter.ts'

/** Fields of an index by name, as both servers write them. */
export type Properties = { readonly [name: string]: Property }
export type Property = { readonly type?: string; readonly properties?: Properties } & {
  readonly [option: string]: unknown
}

/** Text for full-text search; whole for sorting and counting, up to the length that is useful for it. */
const text: Property = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 1024 } } }

const elements: { readonly [type in ElementType]: Property } = {
  string: text,
  long: { type: 'long' },
  float: { type: 'double' },
  boolean: { type: 'boolean' },
}

/** What the documents of a spec need of their index. Source: protocol §11.3, the correspondence of types. */
export function propertiesOf(doc: NestedDoc, schema: Schema): Properties {
  return Object.fromEntries(
    Object.entries(doc).map(([name, value]) => {
      if (typeof value === 'object') return [name, { properties: propertiesOf(value, schema) }]
      return [name, propertyOf(readSource(`spec.doc.${name}`, value, schema).field)]
    }),
  )
}

function propertyOf({ valtype, elemtype = 'string', schema = [] }: Field): Property {
  switch (valtype) {
    case 'date':
      return { type: 'date', format: 'strict_date_optional_time' }
    case 'array':
      return elements[elemtype]
    case 'map':
      return { properties: Object.fromEntries(schema.map((field) => [field.key, propertyOf(field)])) }
    case 'jsonstring':
      return { type: 'object' }
    default:
      return elements[valtype]
  }
}

/** The wanted fields that an index has not. What it has stays as it is, whatever its type. */
export function missingProperties(wanted: Properties, has: Properties): Properties {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, property]): [string, Property][] => {
      const present = has[name]
      if (!present) return [[name, property]]
      if (!property.properties || !present.properties) return []
      const inner = missingProperties(property.properties, present.properties)
      return Object.keys(inner).length > 0 ? [[name, { properties: inner }]] : []
    }),
  )
}
