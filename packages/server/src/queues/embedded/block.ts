import { crc32 } from 'node:zlib'
import type { Once } from '../record-log.ts'

/**
 * Block headers of segment files, byte for byte as docs/formats/segment-file.md has them. A header is a JSON line of its
 * own, so that a segment file is newline-delimited JSON as a whole:
 *
 *   {"#":"sluice1 F=<first> G=<group> N=<records> B=<bytes> T=<arrival> P=<crc>[ W=<from>:<to>:<writer>] H=<crc>"}
 */
export interface BlockHeader {
  readonly firstOffset: bigint
  /** Byte of the file at which the group begins that one fsync made durable. */
  readonly groupAt: number
  readonly count: number
  readonly payloadBytes: number
  readonly arrivedAtMs: number
  readonly payloadCrc: number
  readonly once?: Once
}

/** Longest header line there can be; a longer first line is not a header. */
export const headerBytesMax = 512

/** Bytes of a header without a writer. */
export const plainHeaderBytes = 119

/** What every header of this version starts with. */
export const headerStart = '{"#":"sluice1 '

/** Writers go into headers as they are: no character that JSON would escape, no space. */
export const writerPattern = /^[A-Za-z0-9:_.-]{1,200}$/

export function printHeader(header: BlockHeader): Buffer {
  const { firstOffset, groupAt, count, payloadBytes, arrivedAtMs, payloadCrc, once } = header
  const numbers =
    `sluice1 F=${pad(firstOffset, 20)} G=${pad(groupAt, 12)} N=${pad(count, 10)} B=${pad(payloadBytes, 10)}` +
    ` T=${pad(arrivedAtMs, 14)} P=${hex(payloadCrc)}`
  const text = once ? `${numbers} W=${once.from}:${once.to}:${once.writer}` : numbers
  return Buffer.from(`{"#":"${text} H=${hex(crc32(text))}"}\n`)
}

const headerPattern =
  /^\{"#":"(sluice1 F=(\d{20}) G=(\d{12}) N=(\d{10}) B=(\d{10}) T=(\d{14}) P=([0-9a-f]{8})(?: W=(\d+):(\d+):([A-Za-z0-9:_.-]{1,200}))?) H=([0-9a-f]{8})"\}$/

/** The header in `line` (without its LF); undefined when it is not a whole and unharmed one. */
export function parseHeader(line: string): BlockHeader | undefined {
  const match = headerPattern.exec(line)
  if (!match) return undefined
  const [, text = '', first = '', group = '', count, bytes, arrived, crc = '', from, to, writer, own = ''] =
    match
  if (crc32(text) !== Number.parseInt(own, 16)) return undefined
  const header = {
    firstOffset: BigInt(first),
    groupAt: Number(group),
    count: Number(count),
    payloadBytes: Number(bytes),
    arrivedAtMs: Number(arrived),
    payloadCrc: Number.parseInt(crc, 16),
  }
  if (writer === undefined || from === undefined || to === undefined) return header
  return { ...header, once: { writer, from: BigInt(from), to: BigInt(to) } }
}

const pad = (number: bigint | number, digits: number): string => String(number).padStart(digits, '0')
const hex = (crc: number): string => (crc >>> 0).toString(16).padStart(8, '0')
