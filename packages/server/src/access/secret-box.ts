import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { writeOwnerFile } from '../runtime/write-file.ts'

/**
 * Encrypts secrets (secret keys, passwords of destinations) before they are stored. A box is text:
 * `box1:` + base64 of 12 random bytes, the AES-256-GCM ciphertext of the UTF-8 text, and its 16-byte tag.
 * The key is a file of 32 random bytes beside the metadata: a copy of the database alone shows no secret.
 */
export interface SecretBox {
  seal(text: string): string
  /** Throws when the box was not sealed with this key, or was changed. */
  open(box: string): string
}

const prefix = 'box1:'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

export interface SecretBoxOptions {
  /** The key file; made when missing, mode 0600. */
  readonly path: string
  randomBytes(count: number): Buffer
}

/** Throws when the key file cannot be read, or is not 32 bytes long. */
export function openSecretBox({ path, randomBytes }: SecretBoxOptions): SecretBox {
  if (!existsSync(path)) writeOwnerFile(path, randomBytes(keyBytes))
  const bytes = readFileSync(path)
  if (bytes.length !== keyBytes)
    throw new Error(`${path} must hold ${keyBytes} bytes and has ${bytes.length}: put back a copy of it`)
  const key = createSecretKey(bytes)
  return {
    seal: (text) => seal(key, randomBytes(nonceBytes), text),
    open: (box) => {
      try {
        return open(key, box)
      } catch (cause) {
        throw new Error(`a stored secret does not open with ${path}: put back the file it was sealed with`, {
          cause,
        })
      }
    },
  }
}

function seal(key: KeyObject, nonce: Buffer, text: string): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return prefix + sealed.toString('base64')
}

function open(key: KeyObject, box: string): string {
  if (!box.startsWith(prefix)) throw new Error('not a box of a known format')
  const sealed = Buffer.from(box.slice(prefix.length), 'base64')
  if (sealed.length < nonceBytes + tagBytes) throw new Error('box too short')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const text = decipher.update(sealed.subarray(nonceBytes, -tagBytes))
  return Buffer.concat([text, decipher.final()]).toString()
}
