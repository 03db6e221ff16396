import { type Schema, SluiceError } from '@sluice/model'
import { type Static, Type } from 'typebox'
import { type NestedDoc, readOptions } from '../exporter.ts'
import { mongoDoc, targetsOf } from './mongo-doc.ts'

/** Protocol §11.6; the seed names the type only. */
export const mongoOptions = Type.Object({
  host: Type.String({
    description: 'Address of the database: host:port, several of a replica set with commas between',
    minLength: 1,
    maxLength: 1024,
  }),
  dbName: Type.String({
    description: 'Database: up to 63 bytes without / \\ . " * < > : | ? $ and space',
    pattern: '^[^/\\\\. "$*<>:|?\\x00]+$',
  }),
  collName: Type.String({
    description: 'Collection that takes the documents: up to 120 bytes without $',
    pattern: '^(?!system\\.)[^$\\x00]+$',
  }),
  mode: Type.Enum(['INSERT', 'UPDATE', 'UPSERT'], {
    description: 'INSERT adds a document a record, UPDATE changes the one found by updateKey, UPSERT either',
  }),
  updateKey: Type.Array(Type.String({ minLength: 1 }), {
    description: 'Fields that a document is found by; UPDATE and UPSERT need them',
    default: [],
    maxItems: 32,
  }),
  doc: Type.Record(Type.String(), Type.Unknown(), {
    description:
      'Field of the documents → #field of the repo, constant, or an inner mapping; UPDATE and UPSERT also take $set, $inc and ' +
      'other operators that hold a mapping. Empty: every field under its own name',
    default: {},
  }),
  version: Type.Optional(
    Type.Union([Type.String(), Type.Integer()], {
      description: 'Version of the database server; kept, not used',
    }),
  ),
})

export interface MongoSpec extends Omit<Static<typeof mongoOptions>, 'doc'> {
  readonly doc: NestedDoc
}

/** Errors: E18305, E18332 dbName missing, E18333 collName missing; E18329 updateKey twice, E18312 updateKey that is
 *  neither in doc nor in the repo; those of mongoDoc(). */
export function parseMongoSpec(spec: unknown, schema: Schema): MongoSpec {
  const read = readOptions(mongoOptions, spec, { dbName: 'E18332', collName: 'E18333' })
  checkHost(read.host)
  checkBytes('dbName', read.dbName, 63)
  checkBytes('collName', read.collName, 120)
  const doc = mongoDoc(read.doc, read.mode, schema)
  checkUpdateKey(read, doc, schema)
  return { ...read, doc }
}

/** A user and a password do not belong into a spec, which anybody with access to the repo reads. */
function checkHost(host: string): void {
  if (host.includes('@')) throw new SluiceError('E18305', 'spec.host must not hold a user name or password')
  for (const address of host.split(','))
    if (!isAddress(address))
      throw new SluiceError('E18305', `spec.host: '${address}' is no address: use host:port`)
}

function isAddress(address: string): boolean {
  const [, port = '27017'] = /^(?:[a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(address) ?? [
    '',
    '0',
  ]
  return Number(port) >= 1 && Number(port) <= 65_535
}

function checkBytes(name: string, value: string, bytesMax: number): void {
  if (Buffer.byteLength(value) > bytesMax)
    throw new SluiceError('E18305', `spec.${name} is longer than ${bytesMax} bytes`)
}

function checkUpdateKey(
  { mode, updateKey }: Static<typeof mongoOptions>,
  doc: NestedDoc,
  schema: Schema,
): void {
  if (mode !== 'INSERT' && updateKey.length === 0)
    throw new SluiceError(
      'E18305',
      `spec.updateKey is missing: mode ${mode} needs the fields to find documents by`,
    )
  const targets = new Set(targetsOf(doc))
  for (const [i, key] of updateKey.entries()) {
    if (updateKey.indexOf(key) < i) throw new SluiceError('E18329', `spec.updateKey has '${key}' twice`)
    const source = key.startsWith('#') ? key.slice(1) : key
    if (!targets.has(key) && !schema.some((field) => field.key === source))
      throw new SluiceError(
        'E18312',
        `spec.updateKey: '${key}' is neither in spec.doc nor a field of the repo`,
      )
  }
}
