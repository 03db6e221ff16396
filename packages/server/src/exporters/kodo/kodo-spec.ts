import { type Schema, SluiceError, type Variable } from '@sluice/model'
import { type Static, Type } from 'typebox'
import { readOptions, writtenSource } from '../exporter.ts'
import { mappedFields } from './mapped-fields.ts'
import { checkKeyPrefix } from './object-key.ts'

export const rotateBytesMax = 1_073_741_824

/** Seed, export to the data centre; protocol §11.4. The last five are the console's and older clients' own. */
export const kodoOptions = Type.Object({
  bucket: Type.String({
    description: 'Bucket that takes the files: 1 to 63 letters, digits, hyphens, dots and underscores',
    pattern: '^[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,62}$',
  }),
  keyPrefix: Type.String({
    description:
      'Beginning of the object keys. $(year) $(mon) $(day) $(hour) $(min) $(sec) are the time the file was begun; ' +
      'without any of them yyyy-MM-dd-HH-mm-ss is appended',
    default: '',
    maxLength: 512,
  }),
  email: Type.String({ description: "Account of the bucket's owner; kept, not used", default: '' }),
  accessKey: Type.String({ description: "Access key of the bucket's owner; kept, not used", default: '' }),
  fields: Type.Record(Type.String(), writtenSource, {
    description: 'Field of the files → #field of the repo, or constant, in the order of the columns',
    minProperties: 1,
  }),
  rotateStrategy: Type.Enum(['interval', 'size', 'both'], {
    description:
      'What closes a file: its age, its size, or whichever comes first. By age alone it is closed at 1 GiB too, by size alone after a day too',
    default: 'interval',
  }),
  rotateSize: Type.Integer({
    description:
      'Bytes above which a file is closed: as written, so after compression; parquet by its lines before conversion. At most 1 GiB',
    default: 5_242_880,
    minimum: 1,
  }),
  rotateInterval: Type.Integer({
    description: 'Seconds from the first record of a file until it is closed',
    default: 600,
    minimum: 1,
    maximum: 31_536_000,
  }),
  format: Type.Enum(['json', 'text', 'parquet', 'csv'], {
    description:
      'Form of the files: json one object a line, text the form of pushed records, csv with a header line, parquet with zstd',
    default: 'json',
  }),
  delimiter: Type.String({
    description: 'Character between the columns of csv; csv needs it',
    default: '',
  }),
  compress: Type.Boolean({
    description: 'Compress files with gzip; parquet is compressed anyhow and ignores it',
    default: false,
  }),
  retention: Type.Integer({
    description: 'Days after which a file is deleted; 0 or less keeps it',
    default: 0,
    maximum: 36_500,
  }),
  rotateNumber: Type.Optional(
    Type.Integer({ description: 'rotateSize in the unit rotateSizeType; kept, not used' }),
  ),
  rotateSizeType: Type.Optional(
    Type.String({ description: 'Unit of rotateNumber: B or KB; kept, not used' }),
  ),
  kodo_file_type: Type.Optional(Type.Integer({ description: 'Storage class; kept, not used' })),
  exportZone: Type.Optional(
    Type.String({ description: "Region of another account's bucket; kept, not used" }),
  ),
  exportAccessKey: Type.Optional(
    Type.String({ description: "Access key of another account's bucket; kept, not used" }),
  ),
})

export type KodoSpec = Static<typeof kodoOptions>

/** Errors: E18305; E18311 E18312 E18324 for fields, E18320 keyPrefix, E18330 delimiter, E18331 rotateSize. */
export function parseKodoSpec(spec: unknown, schema: Schema, variables: readonly Variable[] = []): KodoSpec {
  const read = readOptions(kodoOptions, spec)
  if (read.rotateSize > rotateBytesMax)
    throw new SluiceError('E18331', `spec.rotateSize ${read.rotateSize} exceeds ${rotateBytesMax} (1 GiB)`)
  checkKeyPrefix(read.keyPrefix, variables)
  checkDelimiter(read)
  const mapped = mappedFields(read.fields, schema)
  return { ...read, fields: Object.fromEntries(mapped.map(({ field, source }) => [field.key, source])) }
}

function checkDelimiter({ format, delimiter }: KodoSpec): void {
  if (format !== 'csv') return
  if (delimiter === '')
    throw new SluiceError('E18330', 'spec.delimiter is missing: csv needs one, for example ","')
  if (!/^[\x20-\x7e\t]$/.test(delimiter) || delimiter === '"')
    throw new SluiceError('E18305', 'spec.delimiter must be one ASCII character other than the quote')
}
