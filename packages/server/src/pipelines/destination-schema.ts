import { type Field, growSchema, parseSchema, type Schema, SluiceError } from '@sluice/model'
import type { RepoDocument, TransformSpec } from './documents.ts'

/** The schema that a transform's destination gets: `destrepo` when given, else the columns of the output; an existing repo
 *  gains what it lacks. Errors: E18128, E18229, E18230. */
export function destinationSchema(
  to: string,
  destination: Pick<RepoDocument, 'schema'> | undefined,
  spec: Pick<TransformSpec, 'destrepo'>,
  output: Schema,
): Schema {
  const declared = spec.destrepo && covers(to, spec.destrepo, output)
  if (!destination) return declared ?? output
  return grown(to, destination.schema, declared ?? output, 'E18128')
}

/** A declared destination schema has room for every column that the SQL gives, with its type. */
function covers(to: string, declared: Schema, output: Schema): Schema {
  const schema = grown(to, declared, output, 'E18229')
  const extra = schema.find((field) => !declared.some(({ key }) => key === field.key))
  if (extra)
    throw new SluiceError(
      'E18229',
      `destrepo lacks the field '${extra.key}' (${extra.valtype}) of the output`,
    )
  return declared
}

/** The schema with room for the output. Errors: the given code; E18230 when it gets too long. */
export function grown(to: string, schema: Schema, output: Schema, code: 'E18128' | 'E18229'): Schema {
  const wanted = [
    ...schema.map((field) => mergedField(field, output)),
    ...output.filter(({ key }) => !schema.some((field) => field.key === key)),
  ]
  const unfilled = schema.find((field) => field.required && !output.some(({ key }) => key === field.key))
  if (unfilled)
    throw new SluiceError(
      code,
      `repo '${to}' requires field '${unfilled.key}', which the output does not have`,
    )
  try {
    return growSchema(schema, wanted)
  } catch (error) {
    throw destinationError(error, code, `repo '${to}'`)
  }
}

/** The destination's own field, with the output's type: growSchema then refuses if the two differ. A string column may
 *  also land in a jsonstring field: SQL knows only text (protocol §10.10). */
function mergedField(field: Field, output: Schema): Field {
  const column = output.find(({ key }) => key === field.key)
  if (!column || (field.valtype === 'jsonstring' && column.valtype === 'string')) return field
  return { ...column, required: field.required }
}

/** An update may only add columns. Errors: E18660. Source: seed, update transform. */
export function refuseLostColumns(old: Schema, output: Schema): void {
  const lost = old.find((field) => !output.some(({ key }) => key === field.key))
  if (lost)
    throw new SluiceError(
      'E18660',
      `the new output lacks the column '${lost.key}': columns can only be added`,
    )
  const changed = old.find((field) =>
    output.some(({ key, valtype }) => key === field.key && valtype !== field.valtype),
  )
  if (changed)
    throw new SluiceError(
      'E18660',
      `the new output changes the type of column '${changed.key}' (${changed.valtype})`,
    )
}

/** A declared destination schema. Errors: E18229; E18230 when it is too long. */
export function parseDestrepo(destrepo: unknown): Schema {
  try {
    return parseSchema(destrepo)
  } catch (error) {
    throw destinationError(error, 'E18229', 'destrepo')
  }
}

/** E18134 is a schema's own code for too many fields; of a destination it is E18230. */
function destinationError(error: unknown, code: 'E18128' | 'E18229', what: string): unknown {
  if (!(error instanceof SluiceError)) return error
  return new SluiceError(error.code === 'E18134' ? 'E18230' : code, `${what}: ${error.message}`)
}
