import { inflateRawSync } from 'node:zlib'

/** Largest class file that is read: a bean has some dozens of fields. */
const entryBytesMax = 4 * 1024 * 1024
/** A comment may stand behind the end record, of at most this many bytes. */
const commentBytesMax = 0xffff
const endSignature = 0x06054b50
const entrySignature = 0x02014b50

/**
 * The bytes of the first entry of a zip (jar) whose name satisfies `wanted`; undefined when there is none. Throws when the
 * bytes are not a zip, or the entry is larger than 4 MiB. Format: PKWARE APPNOTE 4.3, central directory.
 */
export function zipEntry(zip: Buffer, wanted: (name: string) => boolean): Buffer | undefined {
  const end = endOfDirectory(zip)
  let at = zip.readUInt32LE(end + 16)
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    if (zip.readUInt32LE(at) !== entrySignature)
      throw new Error('the central directory of the zip is damaged')
    const nameBytes = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes)
    if (wanted(name)) return inflated(zip, at)
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return undefined
}

function endOfDirectory(zip: Buffer): number {
  const first = Math.max(0, zip.length - 22 - commentBytesMax)
  for (let at = zip.length - 22; at >= first; at--) if (zip.readUInt32LE(at) === endSignature) return at
  throw new Error('this is not a zip file')
}

function inflated(zip: Buffer, at: number): Buffer {
  const method = zip.readUInt16LE(at + 10)
  const bytes = zip.readUInt32LE(at + 20)
  const header = zip.readUInt32LE(at + 42)
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
  const content = zip.subarray(start, start + bytes)
  if (method === 0) return content
  return inflateRawSync(content, { maxOutputLength: entryBytesMax })
}
