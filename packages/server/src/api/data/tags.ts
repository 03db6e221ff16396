import { SluiceError } from '@sluice/model'

/**
 * The `tags` parameter: URL-safe base64 of one record in push format, whose fields join every record of the request.
 * Empty counts as absent: a client always writes the parameter. Errors: E18138. Source: protocol §8.4.
 */
export function decodeTags(query: string): Buffer | undefined {
  if (query === '') return undefined
  const given = new URLSearchParams(query.replaceAll('+', '%2B')).get('tags')
  if (!given) return undefined
  if (!/^[A-Za-z0-9_+/-]+={0,2}$/.test(given))
    throw new SluiceError('E18138', 'tags is not URL-safe base64 of a record in push format')
  return Buffer.from(given, 'base64url')
}
