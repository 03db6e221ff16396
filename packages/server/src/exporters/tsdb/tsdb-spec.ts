import { namePattern, type Schema, SluiceError, type ValueType } from '@sluice/model'
import { type Static, Type } from 'typebox'
import { flatMapping, readOptions, sourceField, writtenSource } from '../exporter.ts'

const nameText = '1 to 128 letters, digits and _, no digit first'

/** Seed, export to the time series database; protocol §11.2. */
export const tsdbOptions = Type.Object({
  destRepoName: Type.String({
    description: `Repo of the time series database: ${nameText}`,
    pattern: namePattern.source,
  }),
  series: Type.String({
    description: `Series of that repo that takes the points: ${nameText}`,
    pattern: namePattern.source,
  }),
  omitInvalid: Type.Boolean({
    description: 'Leave out records that are no points, instead of keeping them as dead letters',
    default: false,
  }),
  omitEmpty: Type.Boolean({
    description: 'Leave out records of which every mapped value is null',
    default: false,
  }),
  tags: Type.Record(Type.String(), writtenSource, {
    description: 'Tag, which is indexed → #field of the repo, or constant',
    default: {},
  }),
  fields: Type.Record(Type.String(), writtenSource, {
    description: 'Field of the points → #field of the repo, or constant',
    minProperties: 1,
  }),
  timestamp: Type.String({
    description:
      'Time of the points: #field of type date, of type string in RFC 3339 form, or long; empty: when the record arrived',
    default: '',
  }),
})

export type TsdbSpec = Static<typeof tsdbOptions>

/** What a point can hold: numbers, truth values and text. */
const pointTypes: readonly ValueType[] = ['string', 'long', 'float', 'boolean', 'date', 'jsonstring']
const timestampTypes: readonly ValueType[] = ['long', 'string', 'date']

/** Errors: E18305, E18326 destRepoName missing, E18327 series missing, E18309 timestamp; E18311 field name, E18328 tag
 *  name, E18329 a tag and a field of one name; E18312 E18313 E18315 E18324 of sources. */
export function parseTsdbSpec(spec: unknown, schema: Schema): TsdbSpec {
  const read = readOptions(tsdbOptions, spec, { destRepoName: 'E18326', series: 'E18327' })
  const types = { types: pointTypes, typesHint: 'a point cannot hold: take it apart in a transform first' }
  const tags = flatMapping('spec.tags', read.tags, schema, { checkName: checkTagName, ...types })
  const fields = flatMapping('spec.fields', read.fields, schema, { checkName: checkFieldName, ...types })
  for (const name of Object.keys(fields))
    if (Object.hasOwn(tags, name))
      throw new SluiceError('E18329', `spec.fields.${name}: a tag has this name too; rename one of them`)
  return { ...read, tags, fields, timestamp: timestampSource(read.timestamp, schema) }
}

function timestampSource(value: string, schema: Schema): string {
  if (value === '') return ''
  const { key, valtype } = sourceField('spec.timestamp', value, schema)
  if (timestampTypes.includes(valtype)) return `#${key}`
  throw new SluiceError(
    'E18309',
    `spec.timestamp: field '${key}' is of type ${valtype}; a time is read from date, string or long`,
  )
}

/** The line protocol escapes all other characters. */
function isPointName(name: string): boolean {
  return /^[^\\\p{C}]{1,128}$/u.test(name)
}

const pointNameRule = 'it needs 1 to 128 characters, none of them a backslash or control character'

function checkTagName(where: string, name: string): void {
  if (!isPointName(name)) throw new SluiceError('E18328', `${where} cannot name a tag: ${pointNameRule}`)
}

function checkFieldName(where: string, name: string): void {
  if (!isPointName(name)) throw new SluiceError('E18311', `${where} cannot name a field: ${pointNameRule}`)
}
