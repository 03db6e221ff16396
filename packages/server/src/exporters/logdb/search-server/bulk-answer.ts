import { ConfigurationError } from '../../exporter.ts'
import { errorText } from './search-client.ts'

/** So many documents of one request, all refused, are hardly all bad: the index does not fit. */
const allRefusedMin = 100

/**
 * What became of each document of a _bulk request: reasons of those that the index does not take, by their place in the
 * request. Throws when the request is to be repeated (some were not taken for want of room or time), or when the user may not
 * write the index.
 */
export function refusedItems(
  body: unknown,
  count: number,
): { readonly item: number; readonly reason: string }[] {
  const items: unknown = Object(body).items
  if (!Array.isArray(items) || items.length !== count)
    throw new Error(
      `the answer to _bulk tells of ${Array.isArray(items) ? items.length : 'no'} documents of ${count}`,
    )
  return items.flatMap((item: unknown, place) => {
    const [result] = Object.values(Object(item))
    const { status, error } = Object(result)
    // 409: created by an earlier request of the same records.
    if (Number(status) < 300 || status === 409) return []
    if (status !== 400) throw failureOf(Number(status), error)
    return [{ item: place, reason: errorText(error) }]
  })
}

/** Throws when a person has to look before all those records become dead letters. */
export function checkSomeFit(refused: readonly { readonly reason: string }[], count: number): void {
  if (refused.length < allRefusedMin || refused.length < count) return
  throw new ConfigurationError(
    `the index takes none of ${count} documents, the first because of ${refused[0]?.reason}; mend its mapping or the doc of the spec, or set omitInvalid to leave such documents out`,
  )
}

function failureOf(status: number, error: unknown): Error {
  const message = `_bulk: a document was answered with ${status}: ${errorText(error)}`
  const blocked = Object(error).type === 'cluster_block_exception'
  if ((status === 401 || status === 403) && !blocked)
    return new ConfigurationError(`${message}; let the user of the connection write the index`)
  return new Error(message)
}
