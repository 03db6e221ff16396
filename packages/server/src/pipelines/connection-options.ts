import { SluiceError } from '@sluice/model'
import type { Connection, ConnectionDriver, ExporterType } from '../exporters/exporter.ts'
import { readOptions } from '../exporters/read-options.ts'
import { secretMask, secretOptions } from '../exporters/secret-options.ts'

export { secretOptions }

export type ConnectionOptions = { readonly [option: string]: unknown }

// A name is what specs call a destination: a repo, a bucket, a database, a host with its port.
const connectionName = /^[A-Za-z0-9_][A-Za-z0-9_.:,@-]{0,127}$/
export const connectionNameRule = '1 to 128 letters, digits and _ . : , @ -, with a letter, digit or _ first'

/** Errors: E18007. */
export function checkConnectionName(name: string): void {
  if (!connectionName.test(name))
    throw new SluiceError('E18007', `'${name}' cannot name a connection: use ${connectionNameRule}`)
}

/**
 * A connection's driver and options as the driver describes them: every option checked, defaults filled in, secrets in
 * clear. A secret that is left out, or given as the mask, is the one that was there `before`; '' takes it away.
 * Errors: E18322 the type takes no connection, E18305 unknown driver, unknown or wrong option.
 */
export function readConnection(
  type: ExporterType,
  given: { readonly driver: string; readonly options: ConnectionOptions },
  before?: Pick<Connection, 'driver' | 'options'>,
): { readonly driver: string; readonly options: ConnectionOptions } {
  const driver = driverOf(type, given.driver)
  for (const name of Object.keys(given.options)) refuseUnknown(driver, name)
  const options = { ...given.options }
  const kept: ConnectionOptions = before?.driver === driver.driver ? Object(before.options) : {}
  for (const name of secretOptions(driver)) options[name] = secretOf(name, options[name], kept[name])
  return { driver: driver.driver, options: readOptions(driver.options, options, {}, 'options') }
}

function secretOf(name: string, given: unknown, kept: unknown): unknown {
  if (given === '') return undefined
  if (given === undefined || given === null) return kept
  if (given !== secretMask) return given
  if (kept !== undefined) return kept
  throw new SluiceError('E18305', `options.${name} is masked, and no such secret is kept: give it in clear`)
}

/** Errors: E18322 the type takes no connection, E18305 unknown driver. */
export function driverOf({ kind, drivers = [] }: ExporterType, name: string): ConnectionDriver {
  const found = drivers.find(({ driver }) => driver === name)
  if (found) return found
  if (drivers.length === 0)
    throw new SluiceError('E18322', `exports of type ${kind} take no connection: their specs say everything`)
  const known = drivers.map(({ driver }) => driver).join(', ')
  throw new SluiceError('E18305', `${kind} has no driver '${name}': use one of ${known}`)
}

/** A misspelt option, silently ignored, would be looked for at the destination. */
function refuseUnknown(driver: ConnectionDriver, name: string): void {
  if (Object.hasOwn(driver.options.properties, name)) return
  const known = Object.keys(driver.options.properties).join(', ')
  throw new SluiceError('E18305', `driver ${driver.driver} has no option '${name}': it has ${known}`)
}
