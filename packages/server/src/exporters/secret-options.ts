import type { ConnectionDriver, ExporterType } from './exporter.ts'

/** What stands in the place of a secret. */
export const secretMask = '******'

/** Names of the driver's options that are encrypted at rest and never shown. */
export function secretOptions({ options }: ConnectionDriver): string[] {
  return Object.entries(options.properties).flatMap(([name, option]) =>
    'secret' in option && option.secret === true ? [name] : [],
  )
}

/** The secrets in a connection's options, in clear. */
export function secretsIn(
  { drivers = [] }: ExporterType,
  connection: { readonly driver: string; readonly options: unknown } | undefined,
): string[] {
  const driver = drivers.find((candidate) => candidate.driver === connection?.driver)
  if (!driver) return []
  const options: { readonly [option: string]: unknown } = Object(connection?.options)
  return secretOptions(driver)
    .map((name) => options[name])
    .filter((secret) => typeof secret === 'string')
}
