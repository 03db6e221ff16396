import { SluiceError } from '@sluice/model'
import { type Static, Type } from 'typebox'
import { readOptions } from '../exporter.ts'

/** Seed, export to an HTTP address; protocol §11.1. */
export const httpOptions = Type.Object({
  host: Type.String({
    description:
      'Address of the receiving server: a name or IP address, with port and http:// or https:// if wanted',
    minLength: 1,
    maxLength: 1024,
  }),
  uri: Type.String({
    description: 'Path, and query if any, that batches are posted to; begins with /',
    minLength: 1,
    maxLength: 4096,
  }),
  format: Type.Enum(['text', 'json'], {
    description: 'Form of the body: text is the form of pushed records, json is one JSON object a line',
    default: 'text',
  }),
})

export type HttpSpec = Static<typeof httpOptions>

/** Errors: E18305. */
export function parseHttpSpec(spec: unknown): HttpSpec {
  const read = readOptions(httpOptions, spec)
  httpTarget(read)
  return read
}

export interface HttpTarget {
  /** Scheme, host and port. */
  readonly origin: string
  readonly path: string
}

/** Where a spec points to. Errors: E18305. */
export function httpTarget({ host, uri }: HttpSpec): HttpTarget {
  const address = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(host) ? host : `http://${host}`)
  if (!address || (address.protocol !== 'http:' && address.protocol !== 'https:'))
    throw new SluiceError('E18305', `spec.host '${host}' is no address: use host:port or http(s)://host:port`)
  if (address.pathname !== '/' || address.search || address.hash)
    throw new SluiceError(
      'E18305',
      `spec.host '${host}' holds more than an address: move the path to spec.uri`,
    )
  if (address.username || address.password)
    throw new SluiceError('E18305', 'spec.host must not hold a user name or password')
  if (!/^\/[^\s#\p{Cc}]*$/u.test(uri))
    throw new SluiceError('E18305', `spec.uri '${uri}' is no path: it begins with / and has no space or #`)
  const target = new URL(`${address.origin}${uri}`)
  return { origin: address.origin, path: target.pathname + target.search }
}
