import { urlSafeBase64 } from '@sluice/model'

/** URL-safe base64 with its padding, as signatures, tokens and tags are written (protocol §2, §8.4). Not Buffer: browsers have
 *  none. */
export function base64(bytes: Uint8Array): string {
  return urlSafeBase64(btoa(String.fromCharCode(...bytes)))
}
