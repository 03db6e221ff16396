import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

const chunkBytes = 1 << 20
/** Smaller pieces are not worth a file. */
const pieceBytesMin = 2 << 20

const lf = 0x0a

/** The whole lines in the bytes [from, to) of a file; to = undefined: up to its end. */
export interface PartOfLines {
  readonly path: string
  readonly from: number
  readonly to: number | undefined
}

/**
 * Copies a part of a file of lines into files of its own, for DuckDB reads whole files; returns their paths, in order. It
 * gives each thread 32 MB of a file to parse, so that a small part would keep one of them busy: hence up to `pieces` files
 * of about the same size. Waiting for the disk is all that a compute process does, so that it does it without turns of the
 * event loop.
 */
export function copyPart({ path, from, to }: PartOfLines, pieces: number, nextPath: () => string): string[] {
  const source = openSync(path, 'r')
  try {
    const end = to ?? fstatSync(source).size
    const pieceBytes = Math.max(pieceBytesMin, Math.ceil((end - from) / pieces))
    const paths: string[] = []
    for (let at = from; at < end; ) {
      const piece = nextPath()
      at = copyLines(source, at, end, pieceBytes, piece)
      paths.push(piece)
    }
    return paths
  } finally {
    closeSync(source)
  }
}

/** Copies whole lines from `from` on, about `bytes` of them but at least one; returns where the next line begins. */
function copyLines(source: number, from: number, end: number, bytes: number, path: string): number {
  const target = openSync(path, 'wx')
  const chunk = Buffer.allocUnsafe(chunkBytes)
  try {
    for (let at = from; at < end; ) {
      const read = readSync(source, chunk, 0, Math.min(chunkBytes, end - at), at)
      if (read === 0) throw new Error(`a file of records ends at byte ${at}, before ${end}`)
      const enough = at + read - from >= bytes
      const cut = enough && at + read < end ? chunk.lastIndexOf(lf, read - 1) + 1 : 0
      const wanted = cut > 0 ? cut : read
      for (let written = 0; written < wanted; ) written += writeSync(target, chunk, written, wanted - written)
      at += wanted
      if (cut > 0) return at
    }
    return end
  } finally {
    closeSync(target)
  }
}
