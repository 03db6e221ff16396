import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'

/**
 * Reads single entries of a ZIP file (which a jar is) without reading the rest of it.
 *
 * The file ends with an end record, which says where the directory is; the directory lists the entries, each with the
 * place of its local header, behind which its bytes are. All numbers are little-endian. Source: PKWARE APPNOTE.TXT §4.3.
 *
 *   end record   0 PK\5\6   10 entries u16   12 directory bytes u32   16 directory offset u32   20 comment length u16
 *   entry        0 PK\1\2   8 flags u16   10 method u16   16 CRC-32 u32   20 packed bytes u32   24 bytes u32
 *                28 name length u16   30 extra length u16   32 comment length u16   42 header offset u32   46 name
 *   header       0 PK\3\4   26 name length u16   28 extra length u16   30 name, extra, the packed bytes
 *
 * Sizes and offsets are those of the directory: a header may leave them to a record behind the data. Zip64 is not read: it
 * begins at 4 GiB or 65,535 entries.
 */
export interface ZipFile {
  readonly entries: readonly ZipEntry[]
  /** The entry's content. Throws DamagedJar; also when it has more than `bytesMax` bytes. */
  read(entry: ZipEntry, bytesMax: number): Promise<Buffer>
}

export interface ZipEntry {
  /** With slashes; folders end with one. */
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly bytes: number
  readonly headerAt: number
}

/** A file, or bytes in memory. */
export interface ByteSource {
  readonly bytes: number
  /** Fewer bytes only at the end of the file. */
  read(at: number, length: number): Promise<Buffer>
}

/** The upload is not what a jar has to be. The message is for its owner. */
export class DamagedJar extends Error {
  override readonly name = 'DamagedJar'
}

const endBytes = 22
const entryBytes = 46
const headerBytes = 30
const commentBytesMax = 0xffff
/** 65,535 entries with names of ordinary length. */
const directoryBytesMax = 8 * 1024 * 1024
const stored = 0
const deflated = 8
const encryptedFlag = 1

const inflateInPool = promisify(inflateRaw)

/** Throws DamagedJar when the source is not a ZIP file. */
export async function openZip(source: ByteSource): Promise<ZipFile> {
  const { directoryAt, directoryBytes, shift } = await findDirectory(source)
  const entries = readDirectory(await readWhole(source, directoryAt, directoryBytes), shift)
  return { entries, read: (entry, bytesMax) => readEntry(source, entry, bytesMax) }
}

async function findDirectory(source: ByteSource) {
  const length = Math.min(source.bytes, endBytes + commentBytesMax)
  const tail = await readWhole(source, source.bytes - length, length)
  const at = findEnd(tail)
  if (at < 0) throw new DamagedJar('it is not a ZIP file')
  const directoryBytes = tail.readUInt32LE(at + 12)
  // A program may stand before the first entry (jars that start by themselves): all offsets then miss its length.
  const directoryAt = source.bytes - length + at - directoryBytes
  const shift = directoryAt - tail.readUInt32LE(at + 16)
  if (directoryAt < 0 || shift < 0) throw new DamagedJar('its directory is damaged, or of the Zip64 form')
  if (directoryBytes > directoryBytesMax) throw new DamagedJar('it has too many entries')
  return { directoryAt, directoryBytes, shift }
}

/** The last end record whose comment reaches exactly to the end of the file. */
function findEnd(tail: Buffer): number {
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) === 0x06054b50 && at + endBytes + tail.readUInt16LE(at + 20) === tail.length)
      return at
  }
  return -1
}

function readDirectory(directory: Buffer, shift: number): ZipEntry[] {
  const entries: ZipEntry[] = []
  for (let at = 0; at < directory.length; ) {
    if (at + entryBytes > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      throw new DamagedJar(`its directory is damaged behind entry ${entries.length}`)
    const nameEnd = at + entryBytes + directory.readUInt16LE(at + 28)
    if (nameEnd > directory.length) throw new DamagedJar('its directory is cut off')
    entries.push({
      name: directory.toString('utf8', at + entryBytes, nameEnd),
      flags: directory.readUInt16LE(at + 8),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      headerAt: directory.readUInt32LE(at + 42) + shift,
    })
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

async function readEntry(source: ByteSource, entry: ZipEntry, bytesMax: number): Promise<Buffer> {
  // Packed bytes may be more than the content, by a few in 16 KiB; twice as many are a lie.
  if (entry.bytes > bytesMax || entry.packedBytes > 2 * bytesMax)
    throw new DamagedJar(`${entry.name} has more than ${bytesMax} bytes`)
  if (entry.flags & encryptedFlag) throw new DamagedJar(`${entry.name} is encrypted`)
  const header = await readWhole(source, entry.headerAt, headerBytes)
  if (header.readUInt32LE(0) !== 0x04034b50) throw damaged(entry)
  const at = entry.headerAt + headerBytes + header.readUInt16LE(26) + header.readUInt16LE(28)
  const content = await unpack(await readWhole(source, at, entry.packedBytes), entry)
  if (content.length !== entry.bytes || crc32(content) !== entry.crc) throw damaged(entry)
  return content
}

async function unpack(packed: Buffer, entry: ZipEntry): Promise<Buffer> {
  if (entry.method === stored) return packed
  if (entry.method !== deflated)
    throw new DamagedJar(
      `${entry.name} is packed by method ${entry.method}: use deflate, as the jar tool does`,
    )
  try {
    return await inflateInPool(packed, { maxOutputLength: Math.max(entry.bytes, 1) })
  } catch {
    throw damaged(entry)
  }
}

const damaged = ({ name }: ZipEntry) => new DamagedJar(`${name} is damaged`)

async function readWhole(source: ByteSource, at: number, length: number): Promise<Buffer> {
  const bytes = await source.read(at, length)
  if (bytes.length < length) throw new DamagedJar('it is cut off')
  return bytes
}
