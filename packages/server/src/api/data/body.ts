import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, gunzipSync } from 'node:zlib'
import { SluiceError } from '@sluice/model'
import { bodyTooLarge } from '../content-length.ts'

/** Below this the thread-pool round trip costs more than inflating at once (measured: 22 µs against 65 µs at 4 KB). */
const inflateAtOnceBytesMax = 64 * 1024

const gunzipInPool = promisify(gunzip)

/** Reads exactly `length` bytes. Errors: E18004 when the client goes away first, which nobody may be there to read. */
export function readBody(request: IncomingMessage, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const body = Buffer.allocUnsafe(length)
    let filled = 0
    request.on('data', (chunk: Buffer) => {
      chunk.copy(body, filled)
      filled += chunk.length
    })
    request.on('end', () => (filled === length ? resolve(body) : reject(cutOff(filled, length))))
    for (const event of ['error', 'close']) request.on(event, () => reject(cutOff(filled, length)))
  })
}

function cutOff(filled: number, length: number): SluiceError {
  return new SluiceError('E18004', `the body ended after ${filled} of ${length} bytes`)
}

/** Undoes Content-Encoding gzip. Never inflates past `bytesMax`. Errors: E18125 not gzip, E18005 too large. */
export async function inflate(headers: IncomingHttpHeaders, body: Buffer, bytesMax: number): Promise<Buffer> {
  const encoding = headers['content-encoding']?.trim().toLowerCase()
  if (!encoding || encoding === 'identity') return body
  if (encoding !== 'gzip')
    throw new SluiceError('E18125', `Content-Encoding '${encoding}' is not supported: send gzip or none`)
  const options = { maxOutputLength: bytesMax }
  try {
    const inflated =
      body.length <= inflateAtOnceBytesMax ? gunzipSync(body, options) : await gunzipInPool(body, options)
    if (inflated.length === 0) throw new SluiceError('E18006', 'the request body is empty')
    return inflated
  } catch (error) {
    if (error instanceof SluiceError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw bodyTooLarge(undefined, bytesMax)
    throw new SluiceError(
      'E18125',
      `the gzip body is unreadable: ${error instanceof Error ? error.message : error}`,
    )
  }
}
