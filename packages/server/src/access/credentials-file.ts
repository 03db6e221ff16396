import { existsSync, readFileSync } from 'node:fs'
import { writeOwnerFile } from '../runtime/write-file.ts'
import type { KeyPair } from './accounts.ts'

/**
 * Writes `{"server", "accessKey", "secretKey"}` to the path (data-dir/credentials.json, mode 0600) when it says anything
 * else: the `sluice` command run in the same folder finds server and keys there. `server` is the URL listened on.
 */
export function writeCredentials(path: string, server: string, { accessKey, secretKey }: KeyPair): void {
  const text = `${JSON.stringify({ server, accessKey, secretKey }, null, 2)}\n`
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  writeOwnerFile(path, text)
}
