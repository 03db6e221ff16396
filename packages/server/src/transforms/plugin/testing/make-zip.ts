import { crc32, deflateRawSync } from 'node:zlib'
import type { ByteSource } from '../zip-file.ts'

export interface MadeEntry {
  readonly name: string
  readonly content: Uint8Array
  /** Untruths and oddities for the directory. */
  readonly method?: number
  readonly flags?: number
  readonly bytes?: number
  readonly packedBytes?: number
  readonly crc?: number
}

/** A ZIP file, of deflated entries unless they say otherwise; `front` stands before it, `comment` at its end. */
export function makeZip(
  entries: readonly MadeEntry[],
  { front = '', comment = '' }: { front?: string; comment?: string } = {},
): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const packed = entry.method === 0 ? Buffer.from(entry.content) : deflateRawSync(entry.content)
    const name = Buffer.from(entry.name)
    directory.push(directoryEntry(entry, name, entry.packedBytes ?? packed.length, at), name)
    const local = Buffer.concat([localHeader(name), name, packed])
    locals.push(local)
    at += local.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([Buffer.from(front), ...locals, ...directory, end, Buffer.from(comment)])
}

/** Sizes and checksum are left to a record behind the data, as the jar tool does. */
function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(8, 6)
  header.writeUInt16LE(name.length, 26)
  return header
}

function directoryEntry(entry: MadeEntry, name: Buffer, packedBytes: number, at: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(entry.flags ?? 8, 8)
  header.writeUInt16LE(entry.method ?? 8, 10)
  header.writeUInt32LE(entry.crc ?? crc32(entry.content), 16)
  header.writeUInt32LE(packedBytes, 20)
  header.writeUInt32LE(entry.bytes ?? entry.content.length, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt32LE(at, 42)
  return header
}

export function inMemory(bytes: Buffer): ByteSource {
  return { bytes: bytes.length, read: async (at, length) => bytes.subarray(at, at + length) }
}
