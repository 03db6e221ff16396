import { type Field, type FieldMapping, namePattern, type Schema, SluiceError } from '@sluice/model'
import { checkMappedCount, constantJson, readSource, type WrittenSource, written } from '../exporter.ts'

/** A field of the files. */
export interface MappedField {
  /** As the files have it. */
  readonly field: Field
  /** Where it comes from, for the writers of lines, and as specs hold it. */
  readonly mapping: FieldMapping
  readonly source: WrittenSource
}

/**
 * What `fields` says, in its order. Errors: E18305 too many, E18311 name of a target, E18312 E18313 E18324 of a source.
 */
export function mappedFields(
  fields: { readonly [target: string]: unknown },
  schema: Schema,
): readonly MappedField[] {
  checkMappedCount('spec.fields', Object.keys(fields).length)
  return Object.entries(fields).map(([target, value]) => {
    if (!namePattern.test(target))
      throw new SluiceError(
        'E18311',
        `spec.fields: '${target}' cannot name a field; use letters, digits and underscores, no digit first`,
      )
    const source = readSource(`spec.fields.${target}`, value, schema)
    const { field, constant } = source
    const from = constant === undefined ? { source: field.key } : { constant: constantJson(constant) }
    return { field: { ...field, key: target }, mapping: { target, ...from }, source: written(source) }
  })
}
