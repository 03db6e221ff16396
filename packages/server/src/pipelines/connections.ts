import { SluiceError } from '@sluice/model'
import type { Connection, ExporterType } from '../exporters/exporter.ts'
import { secretMask, secretOptions } from '../exporters/secret-options.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Catalog } from './catalog.ts'
import {
  type ConnectionOptions,
  checkConnectionName,
  driverOf,
  readConnection,
} from './connection-options.ts'
import type { ConnectionDocument } from './documents.ts'
import { exporterType } from './exports.ts'
import type { SharedConnections } from './shared-connections.ts'

/** Where destinations live and with which secrets: made by API and CLI, or given to every account by a settings file. */
export interface ConnectionRef {
  readonly account: string
  /** The `type` of the export API. */
  readonly type: string
  readonly name: string
}

export interface ConnectionDeps {
  readonly catalog: Catalog
  readonly exporterTypes: readonly ExporterType[]
  readonly secrets: Secrets
  readonly sharedConnections: SharedConnections
  readonly clock: Clock
}

/** Encrypts what is stored (access/secret-box.ts). */
export interface Secrets {
  seal(text: string): string
  open(box: string): string
}

/** What may be shown of a connection. */
export interface ConnectionItem {
  readonly type: string
  readonly name: string
  readonly driver: string
  /** Secrets that are set are `******`. */
  readonly options: ConnectionOptions
  /** settings: given to every account by the server's settings; it cannot be changed here. */
  readonly from: 'account' | 'settings'
}

/** The connection of exports that name no other. */
export const connectionDefault = 'default'

export const connectionId = ({ account, type, name }: ConnectionRef): string => `${account}/${type}/${name}`

/** Creates or replaces; secrets that are left out or masked stay. Errors: E18007 name, E18322 type, E18305 driver or
 *  option. */
export async function putConnection(
  deps: ConnectionDeps,
  ref: ConnectionRef,
  given: { readonly driver: string; readonly options: ConnectionOptions },
): Promise<void> {
  checkConnectionName(ref.name)
  const before = deps.catalog.find('connection', connectionId(ref))
  const type = exporterType(deps, ref.type)
  const read = readConnection(type, given, before && opened(deps, ref.name, before))
  const nowMs = deps.clock.nowMs()
  const body: ConnectionDocument = {
    driver: read.driver,
    ...sealed(deps, secretOptions(driverOf(type, read.driver)), read.options),
    createdAtMs: before?.createdAtMs ?? nowMs,
    updatedAtMs: nowMs,
  }
  await deps.catalog.commit([{ kind: 'connection', id: connectionId(ref), body }])
}

/** Errors: E18322 type, E9003 no such connection, E18665 it is in the settings. */
export async function deleteConnection(deps: ConnectionDeps, ref: ConnectionRef): Promise<void> {
  if (findConnection(deps, ref).from === 'settings')
    throw new SluiceError(
      'E18665',
      `connection '${ref.name}' comes from the settings of this server and is changed there`,
    )
  await deps.catalog.commit([{ kind: 'connection', id: connectionId(ref), delete: true }])
}

/** Errors: E18322 type, E9003 no such connection. */
export function findConnection(deps: ConnectionDeps, ref: ConnectionRef): ConnectionItem {
  const type = exporterType(deps, ref.type)
  const found = connectionNamed(deps, ref)
  if (found) return printed(type, found)
  throw new SluiceError(
    'E9003',
    `connection '${ref.name}' for exports of type ${ref.type} does not exist: create it first`,
  )
}

/** The account's own and those of the settings that it has not replaced, by type and name. Errors: E18322 type. */
export function listConnections(deps: ConnectionDeps, account: string, kind?: string): ConnectionItem[] {
  const types = kind === undefined ? deps.exporterTypes : [exporterType(deps, kind)]
  return types.flatMap((type) => namesOf(deps, account, type).map((ref) => findConnection(deps, ref)))
}

function namesOf(deps: ConnectionDeps, account: string, { kind: type }: ExporterType): ConnectionRef[] {
  const prefix = `${account}/${type}/`
  const own = deps.catalog.list('connection', prefix).map(({ id }) => id.slice(prefix.length))
  const shared = deps.sharedConnections.get(type)?.keys() ?? []
  return [...new Set([...own, ...shared])].sort().map((name) => ({ account, type, name }))
}

/** Which connection an export uses: the first name that its spec calls its destination and that a connection of its type
 *  has, else the one named `default`. undefined: what is embedded, or what the spec says. */
export function connectionOf(
  deps: ConnectionDeps,
  account: string,
  kind: string,
  spec: unknown,
): Connection | undefined {
  for (const name of candidates(deps, kind, spec)) {
    const found = connectionNamed(deps, { account, type: kind, name })
    if (found) return found
  }
  return undefined
}

/** Whether an export with this spec uses the connection of that name, or would if there were one. */
export function wouldUse(
  deps: ConnectionDeps,
  { account, type, name }: ConnectionRef,
  spec: unknown,
): boolean {
  const first = candidates(deps, type, spec).find(
    (candidate) => candidate === name || connectionNamed(deps, { account, type, name: candidate }),
  )
  return first === name
}

function candidates({ exporterTypes }: ConnectionDeps, kind: string, spec: unknown): readonly string[] {
  const type = exporterTypes.find((candidate) => candidate.kind === kind)
  if (!type?.drivers?.length) return []
  return [...(type.destinationNames?.(spec) ?? []), connectionDefault]
}

type Found = Connection & { readonly options: ConnectionOptions; readonly from: ConnectionItem['from'] }

/** With its secrets in clear. The account's own, else that of the settings. */
export function connectionNamed(deps: ConnectionDeps, ref: ConnectionRef): Found | undefined {
  const own = deps.catalog.find('connection', connectionId(ref))
  if (own) return { ...opened(deps, ref.name, own), from: 'account' }
  const shared = deps.sharedConnections.get(ref.type)?.get(ref.name)
  return shared && { name: ref.name, ...shared, from: 'settings' }
}

function printed(type: ExporterType, { name, driver, options, from }: Found): ConnectionItem {
  const known = type.drivers?.find((candidate) => candidate.driver === driver)
  // Of a driver that this server no longer has, nobody knows which options are secret.
  const shown = known ? masked(secretOptions(known), options) : {}
  return { type: type.kind, name, driver, options: shown, from }
}

function masked(secrets: readonly string[], options: ConnectionOptions): ConnectionOptions {
  const mask = (name: string, value: unknown) => (secrets.includes(name) && value !== '' ? secretMask : value)
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, mask(name, value)]))
}

function sealed(
  { secrets }: ConnectionDeps,
  secretNames: readonly string[],
  options: ConnectionOptions,
): Pick<ConnectionDocument, 'options' | 'secrets'> {
  const entries = Object.entries(options)
  const hidden = entries.filter(([name]) => secretNames.includes(name))
  return {
    options: Object.fromEntries(entries.filter(([name]) => !secretNames.includes(name))),
    secrets: Object.fromEntries(hidden.map(([name, value]) => [name, secrets.seal(String(value))])),
  }
}

function opened(
  deps: ConnectionDeps,
  name: string,
  { driver, options, secrets }: ConnectionDocument,
): Connection & { readonly options: ConnectionOptions } {
  const clear = Object.entries(secrets).map(([option, box]) => [option, deps.secrets.open(box)])
  return { name, driver, options: { ...options, ...Object.fromEntries(clear) } }
}
