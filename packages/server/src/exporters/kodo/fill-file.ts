import { countLines } from '@sluice/model'
import type { ExportBatch } from '../exporter.ts'
import type { FileFormat } from './file-format.ts'
import type { GatheredFile } from './gathered-file.ts'

/** Canonical bytes converted at a time. */
const pieceBytesMax = 256 * 1024
const pieceBytesMin = 4 * 1024
/** Compressed files grow by blocks; smaller pieces would not show in their size. */
const gzipPieceBytes = 16 * 1024

/**
 * Appends records of the batch until the file has grown beyond `bytesMax`, so it holds just the record that made it too
 * large as its last one (compressed files: that piece). Returns how many records were taken.
 */
export async function fillFile(
  file: GatheredFile,
  batch: ExportBatch,
  format: FileFormat,
  bytesMax: number,
  signal: AbortSignal,
): Promise<number> {
  const lines = Buffer.from(batch.lines.buffer, batch.lines.byteOffset, batch.lines.length)
  let at = 0
  let taken = 0
  while (at < lines.length && file.bytes <= bytesMax) {
    signal.throwIfAborted()
    const room = Math.max(bytesMax - file.bytes, format.gzip ? gzipPieceBytes : 0)
    const piece = fittingPiece(lines, at, room, format)
    await file.append(piece.converted)
    const count = countLines(lines.subarray(at, piece.end))
    at = piece.end
    taken += count
    file.recordCount += count
    file.nextOffset = batch.firstOffset + BigInt(taken)
  }
  return taken
}

/** Lines from `at` on whose converted form fits into `room`, at least one line. */
function fittingPiece(lines: Buffer, at: number, room: number, { writeLines }: FileFormat) {
  let bytes = Math.min(pieceBytesMax, Math.max(pieceBytesMin, 2 * room))
  for (;;) {
    const end = lineEnd(lines, at, bytes)
    const converted = writeLines(lines.subarray(at, end))
    if (converted.length <= room || lines.indexOf(0x0a, at) === end - 1) return { end, converted }
    bytes = Math.floor((end - at) / 2)
  }
}

/** End of the last whole line within `bytes` from `at`, or of the first line if it is longer. */
function lineEnd(lines: Buffer, at: number, bytes: number): number {
  if (at + bytes >= lines.length) return lines.length
  const last = lines.lastIndexOf(0x0a, at + bytes - 1)
  return last >= at ? last + 1 : lines.indexOf(0x0a, at) + 1
}
