import { Busy, ConfigurationError } from '../exporter.ts'
import type { S3Options } from './s3-connection.ts'

/** Where a request went, for messages. */
export interface S3Place extends Pick<S3Options, 'endpoint' | 'region' | 'accessKey'> {
  readonly connection: string
  readonly bucket: string
}

/** Some stores answer them with another status than 403. */
const refusals = ['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch']

/** What the runner is told when a request fails: what only a person can mend, a store that asks to wait, or the world. */
export function s3Failure(error: unknown, place: S3Place): Error {
  const { status, name, message, retryAfterMs } = read(error)
  const { bucket, connection, accessKey, endpoint, region } = place
  const store = endpoint ?? `Amazon S3, region ${region}`
  if (status === 401 || status === 403 || refusals.includes(name))
    return new ConfigurationError(
      `${store} refuses access key '${accessKey}' for bucket '${bucket}' (${name}): check keys and rights of connection '${connection}'`,
    )
  if (name === 'NoSuchBucket' || name === 'NotFound')
    return new ConfigurationError(
      `${store} has no bucket '${bucket}': create it there, or name another in the spec or in connection '${connection}'`,
    )
  if (status === 301 || name === 'AuthorizationHeaderMalformed')
    return new ConfigurationError(
      `${store} does not keep bucket '${bucket}' in region ${region}: set endpoint and region of connection '${connection}'`,
    )
  // No such key, no such user, no store at all at this address: the answer says it, in its own way.
  if (status === 404)
    return new ConfigurationError(
      `${store}, bucket '${bucket}', access key '${accessKey}': ${message}; check connection '${connection}'`,
    )
  const text = `${store}, bucket '${bucket}': ${message}`
  if ((status === 429 || status === 503) && retryAfterMs !== undefined) return new Busy(text, retryAfterMs)
  return new Error(text, { cause: error })
}

interface Failure {
  readonly status: number | undefined
  readonly name: string
  readonly message: string
  readonly retryAfterMs: number | undefined
}

/** The client's errors are classes without a common shape: looked at member by member. */
function read(error: unknown): Failure {
  if (!(error instanceof Error))
    return { status: undefined, name: 'Error', message: String(error), retryAfterMs: undefined }
  const status = member(member(error, '$metadata'), 'httpStatusCode')
  const seconds = Number(member(member(member(error, '$response'), 'headers'), 'retry-after') ?? Number.NaN)
  const code = member(error, 'code')
  // Errors of connections have an empty message when several addresses were tried; the code says it then.
  const what = error.message || (typeof code === 'string' ? code : error.name)
  return {
    status: typeof status === 'number' ? status : undefined,
    name: error.name,
    message: typeof status === 'number' ? `${status} ${error.name}: ${what}` : what,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name] // `in` has just shown that it is there.
    : undefined
}
