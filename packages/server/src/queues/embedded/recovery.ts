import { copyFile, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../runtime/logger.ts'
import { type Manifest, readManifest, syncDirectory } from './manifest.ts'
import { type Block, scanSegment } from './segment-scan.ts'
import { parquetSegment, type Segment, type WalSegment, walSegment } from './segments.ts'

export interface Recovered {
  readonly manifest: Manifest
  readonly segments: Segment[]
  readonly nextOffset: bigint
}

/**
 * Rebuilds a queue from its folder after a stop of any kind (docs/formats/segment-file.md, "Recovery"):
 * files that the manifest does not know are leftovers of an unfinished seal and go; write-ahead files that a sealed file
 * covers go; a torn tail is cut; damage in the middle is put aside and everything readable kept. undefined = the folder is
 * the remains of a creation that was never answered.
 */
export async function recoverQueue(directory: string, logger: Logger): Promise<Recovered | undefined> {
  const manifest = await readManifest(directory)
  if (!manifest) return undefined
  const files = await readdir(directory)
  await removeLeftovers(directory, files, manifest)
  const sealed = manifest.sealed.map((segment) => parquetSegment(directory, segment))
  const sealedTo = sealed.at(-1)?.nextOffset ?? 0n
  const wals: WalSegment[] = []
  for (const file of files.filter((name) => name.endsWith('.wal')).sort()) {
    const isLast =
      file ===
      files
        .filter((name) => name.endsWith('.wal'))
        .sort()
        .at(-1)
    const segment = await recoverWal(directory, file, isLast, logger)
    const covered = segment.nextOffset <= sealedTo && segment.nextOffset > segment.firstOffset
    if (covered || segment.nextOffset < manifest.firstOffset) await rm(segment.path)
    else wals.push(segment)
  }
  for (const segment of wals.slice(0, -1)) segment.finished = true
  const nextOffset = [manifest.firstOffset, sealedTo, ...wals.map((segment) => segment.nextOffset)].reduce(
    (max, offset) => (offset > max ? offset : max),
  )
  return { manifest, segments: [...sealed, ...wals], nextOffset }
}

async function removeLeftovers(
  directory: string,
  files: readonly string[],
  manifest: Manifest,
): Promise<void> {
  const known = new Set(manifest.sealed.map(({ file }) => file))
  const leftovers = files.filter(
    (file) => file.endsWith('.part') || (file.endsWith('.parquet') && !known.has(file)),
  )
  for (const file of leftovers) await rm(join(directory, file))
}

async function recoverWal(
  directory: string,
  file: string,
  isLast: boolean,
  logger: Logger,
): Promise<WalSegment> {
  const path = join(directory, file)
  const bytes = await readFile(path)
  const { blocks, bad } = scanSegment(bytes)
  const torn = bad.at(-1)
  const onlyTorn = bad.length === 1 && torn?.to === bytes.length && isLast
  const segment = walSegment(directory, BigInt(file.slice(0, -'.wal'.length)))
  if (bad.length === 0) return filled(segment, blocks, bytes.length)
  if (onlyTorn) {
    // Never acknowledged: a write that the stop cut short.
    logger.warn({ path, bytes: torn.to - torn.from }, 'cut a torn tail: the last write was not finished')
    await truncate(path, torn.from)
    return filled(segment, blocks, torn.from)
  }
  return await putAside(segment, bytes, blocks, logger)
}

/** Damage among good blocks: a copy of the file is kept for people, and the file rewritten with the good blocks only. The
 *  lost offsets are a gap; they are never given again. */
async function putAside(
  segment: WalSegment,
  bytes: Buffer,
  blocks: readonly Block[],
  logger: Logger,
): Promise<WalSegment> {
  await copyFile(segment.path, `${segment.path}.damaged`)
  const unfinished = `${segment.path}.part`
  const handle = await open(unfinished, 'w')
  const kept: Block[] = []
  let at = 0
  for (const block of blocks) {
    await handle.write(bytes, block.at, block.end - block.at)
    const shift = at - block.at
    kept.push({ ...block, at, payloadAt: block.payloadAt + shift, end: block.end + shift })
    at += block.end - block.at
  }
  await handle.sync()
  await handle.close()
  await rename(unfinished, segment.path)
  await syncDirectory(join(segment.path, '..'))
  logger.error(
    {
      path: segment.path,
      keptBlocks: kept.length,
      lostBytes: bytes.length - at,
      copy: `${segment.path}.damaged`,
    },
    'a segment is damaged: what could be read is kept, and the damaged file beside it',
  )
  return filled(segment, kept, at)
}

function filled(segment: WalSegment, blocks: readonly Block[], bytes: number): WalSegment {
  segment.blocks.push(...blocks)
  segment.bytes = bytes
  const last = blocks.at(-1)
  if (last) segment.nextOffset = last.firstOffset + BigInt(last.count)
  return segment
}
