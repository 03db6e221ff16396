import { namePattern, type Schema, SluiceError } from '@sluice/model'
import { type Static, Type } from 'typebox'
import { type NestedDoc, nestedDoc, readOptions } from '../exporter.ts'
import { type LocateIP, locateIP } from './locate-ip.ts'

/** Seed, export to log search; protocol §11.3. `locateIPConfig` is the Go client's. */
export const logdbOptions = Type.Object({
  destRepoName: Type.String({
    description: 'Repo of the log search: 1 to 128 letters, digits and _, no digit first',
    pattern: namePattern.source,
  }),
  omitInvalid: Type.Boolean({
    description: 'Leave out records that the repo does not take, instead of stopping at them',
    default: false,
  }),
  omitEmpty: Type.Boolean({
    description: 'Leave out records of which every mapped value is null',
    default: false,
  }),
  doc: Type.Record(Type.String(), Type.Unknown(), {
    description: 'Field of the documents → #field of the repo, constant, or an inner mapping',
    minProperties: 1,
  }),
  locateIPConfig: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'Fields that hold IP addresses, and what the documents gain from their location',
    }),
  ),
})

export interface LogdbSpec extends Omit<Static<typeof logdbOptions>, 'doc' | 'locateIPConfig'> {
  readonly doc: NestedDoc
  readonly locateIPConfig?: LocateIP
}

/** Names that log search keeps for itself (destinations §2.1). */
const reservedNames = new Set('index _type _id _uid _size _source _all _routing _parent _meta'.split(' '))

/**
 * Every type of a repo's fields has its type in log search: arrays are stored under their elements' type, map and
 * jsonstring as object. What an existing field there does not take shows at delivery.
 * Errors: E18305, E18326 destRepoName missing; E18311 E18312 E18313 E18324 of doc; those of locateIP().
 */
export function parseLogdbSpec(spec: unknown, schema: Schema): LogdbSpec {
  const { locateIPConfig, ...read } = readOptions(logdbOptions, spec, { destRepoName: 'E18326' })
  const doc = nestedDoc('spec.doc', read.doc, schema, { checkName })
  if (locateIPConfig === undefined) return { ...read, doc }
  return { ...read, doc, locateIPConfig: locateIP(locateIPConfig, schema) }
}

function checkName(where: string, path: readonly string[]): void {
  const name = path.at(-1) ?? ''
  if (!namePattern.test(name))
    throw new SluiceError(
      'E18311',
      `${where}: '${name}' cannot name a field; use letters, digits and underscores, no digit first`,
    )
  if (path.length === 1 && reservedNames.has(name))
    throw new SluiceError('E18311', `${where}: log search keeps the name '${name}' for itself; use another`)
}
