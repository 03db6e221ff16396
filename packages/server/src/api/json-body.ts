import { SluiceError } from '@sluice/model'

/** Deeper JSON than any documented body needs, shallow enough for every recursive reader. */
const nestingMax = 64

/** Parses a request body. Duplicate keys: the last one counts, as in the client libraries' own parsers.
 *  Errors: E18006 empty, E18007 not JSON or nested deeper than 64. */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) throw new SluiceError('E18006', 'the request body is empty')
  refuseDeepNesting(body)
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (error) {
    throw new SluiceError(
      'E18007',
      `the request body is not JSON: ${error instanceof Error ? error.message : error}`,
    )
  }
}

/** Counts brackets outside strings, before the recursive parser sees them. */
function refuseDeepNesting(body: Buffer): void {
  let depth = 0
  let inString = false
  for (let i = 0; i < body.length; i++) {
    const byte = body[i]
    if (inString) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > nestingMax)
        throw new SluiceError('E18007', `the request body nests deeper than ${nestingMax} levels`)
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
}
