import type { IncomingHttpHeaders } from 'node:http'
import { SluiceError } from '@sluice/model'

/** Length of the announced body in bytes. Errors: E18003 missing (chunked bodies too), E18004 not a number, E18005 above
 *  `bytesMax`, E18006 zero. Source: seed, error codes. */
export function contentLength(headers: IncomingHttpHeaders, bytesMax: number): number {
  const given = headers['content-length']
  if (given === undefined) throw new SluiceError('E18003', 'the Content-Length header is missing')
  if (!/^\d{1,15}$/.test(given))
    throw new SluiceError('E18004', `Content-Length '${given}' is not a number of bytes`)
  const length = Number(given)
  if (length > bytesMax) throw bodyTooLarge(length, bytesMax)
  if (length === 0) throw new SluiceError('E18006', 'the request body is empty')
  return length
}

export function bodyTooLarge(length: number | undefined, bytesMax: number): SluiceError {
  const size = length === undefined ? 'the inflated request body' : `the request body of ${length} bytes`
  return new SluiceError('E18005', `${size} is larger than ${bytesMax} bytes: send it in smaller batches`)
}
