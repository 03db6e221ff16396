import { type Field, type FieldMapping, namePattern, type Schema, SluiceError } from '@sluice/model'
import { checkMappedCount, sourceField } from '../exporter.ts'

/** A field of the files and the repo's field it comes from. */
export interface MappedField extends FieldMapping {
  /** The field as the files have it. */
  readonly field: Field
}

/**
 * What `fields` says, in its order. Errors: E18305 too many, E18311 name of a target, E18312 E18313 E18324 of a source.
 */
export function mappedFields(
  fields: { readonly [target: string]: string },
  schema: Schema,
): readonly MappedField[] {
  checkMappedCount('spec.fields', Object.keys(fields).length)
  return Object.entries(fields).map(([target, value]) => {
    if (!namePattern.test(target))
      throw new SluiceError(
        'E18311',
        `spec.fields: '${target}' cannot name a field; use letters, digits and underscores, no digit first`,
      )
    const field = sourceField(`spec.fields.${target}`, value, schema)
    return { target, source: field.key, field: { ...field, key: target } }
  })
}
