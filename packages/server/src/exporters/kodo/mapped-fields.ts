import { type Field, type FieldMapping, namePattern, type Schema, SluiceError } from '@sluice/model'

/** A field of the files and the repo's field it comes from. */
export interface MappedField extends FieldMapping {
  /** The field as the files have it. */
  readonly field: Field
}

/**
 * What `fields` says, in its order. A source without `#` is taken for a field if the repo has it (protocol §11.0).
 * Errors: E18311 name of a target, E18312 source that the repo lacks, E18324 source that is no field.
 */
export function mappedFields(
  fields: { readonly [target: string]: string },
  schema: Schema,
): readonly MappedField[] {
  return Object.entries(fields).map(([target, value]) => {
    if (!namePattern.test(target))
      throw new SluiceError(
        'E18311',
        `spec.fields: '${target}' cannot name a field; use letters, digits and underscores, no digit first`,
      )
    const field = sourceOf(target, value, schema)
    return { target, source: field.key, field: { ...field, key: target } }
  })
}

function sourceOf(target: string, value: string, schema: Schema): Field {
  const name = value.startsWith('#') ? value.slice(1) : value
  const field = schema.find(({ key }) => key === name)
  if (field) return field
  if (!value.startsWith('#'))
    throw new SluiceError('E18324', `spec.fields.${target}: '${value}' must be written as #field`)
  throw new SluiceError('E18312', `spec.fields.${target}: the repo has no field '${name}'`)
}
