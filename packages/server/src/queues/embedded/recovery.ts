import { open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Schema } from '@sluice/model'
import type { Logger } from '../../runtime/logger.ts'
import { cutOutDamage } from './damage.ts'
import { type Manifest, readManifest } from './manifest.ts'
import type { QueueEnd } from './queue-writer.ts'
import { type PlacedBlock, scanSegment, tornAt } from './segment-scan.ts'
import { ParquetSegment, type Segment, WalSegment, walName } from './segments.ts'

export interface Recovered {
  readonly schema: Schema
  readonly firstOffset: bigint
  readonly segments: readonly Segment[]
  readonly end: QueueEnd
}

/**
 * Rebuilds a queue from its folder after a stop of any kind: docs/formats/segment-file.md, "Recovery at start".
 * undefined = the folder is the remains of a creation that was never answered. Rejects when only a person can decide.
 */
export async function recoverQueue(directory: string, logger: Logger): Promise<Recovered | undefined> {
  const files = (await readdir(directory)).sort()
  const manifest = await readManifest(directory)
  if (!manifest) {
    if (!files.some(isSegmentName)) return undefined
    throw new Error(
      `${directory} has records but no manifest.json: put back a copy of it, or move the folder away to start without it`,
    )
  }
  await removeLeftovers(directory, files, manifest)
  const sealed = keptSealed(directory, files, manifest)
  const floor = max(manifest.firstOffset, ...manifest.sealed.map(({ nextOffset }) => nextOffset))
  const wals = await recoverWals(directory, files, floor, logger)
  const nextOffset = max(floor, manifest.nextOffset, ...wals.map(({ segment }) => segment.nextOffset))
  const segments = [...sealed, ...liveWals(wals, nextOffset)]
  return {
    schema: manifest.schema,
    firstOffset: segments[0]?.firstOffset ?? nextOffset,
    segments,
    end: endOf(manifest, wals, nextOffset),
  }
}

interface RecoveredWal {
  readonly segment: WalSegment
  readonly blocks: readonly PlacedBlock[]
}

const isSegmentName = (name: string): boolean => name.endsWith('.wal') || name.endsWith('.parquet')

async function removeLeftovers(
  directory: string,
  files: readonly string[],
  manifest: Manifest,
): Promise<void> {
  const known = new Set(manifest.sealed.map(({ file }) => file))
  for (const file of files)
    if (file.endsWith('.part') || (file.endsWith('.parquet') && !known.has(file)))
      await rm(join(directory, file))
}

/** Sealed files missing from the front were trimmed when there was no room to write that down. */
function keptSealed(directory: string, files: readonly string[], { sealed }: Manifest): ParquetSegment[] {
  const first = sealed.findIndex(({ file }) => files.includes(file))
  const kept = first < 0 ? [] : sealed.slice(first)
  const missing = kept.find(({ file }) => !files.includes(file))
  if (missing)
    throw new Error(
      `${join(directory, missing.file)} is missing: put it back, or delete the Parquet files before it to go on without all of them`,
    )
  return kept.map((segment) => new ParquetSegment(directory, segment))
}

/** The write-ahead files that are not below `floor`, where everything is sealed or trimmed; the others are deleted. */
async function recoverWals(
  directory: string,
  files: readonly string[],
  floor: bigint,
  logger: Logger,
): Promise<RecoveredWal[]> {
  const names = files.filter((name) => name.endsWith('.wal'))
  const found = new Map<string, RecoveredWal>()
  for (const name of names)
    for (const wal of await recoverWal(directory, name, name === names.at(-1), logger))
      found.set(wal.segment.path, wal)
  const kept: RecoveredWal[] = []
  for (const wal of [...found.values()].sort((a, b) => (a.segment.path < b.segment.path ? -1 : 1))) {
    const { path, firstOffset, nextOffset } = wal.segment
    if (firstOffset < floor && nextOffset > floor)
      throw new Error(`${path} has records on both sides of ${floor}, up to where all is sealed or trimmed`)
    if (firstOffset < floor) await rm(path)
    else kept.push(wal)
  }
  return kept
}

async function recoverWal(
  directory: string,
  name: string,
  isLast: boolean,
  logger: Logger,
): Promise<RecoveredWal[]> {
  const path = join(directory, name)
  const bytes = await readFile(path)
  const scan = scanSegment(bytes)
  const torn = isLast ? tornAt(scan) : undefined
  const end = torn ?? bytes.length
  if (torn !== undefined) {
    logger.warn(
      { path, bytes: bytes.length - torn },
      'cut a torn tail: the last write before the stop was not finished, and not acknowledged',
    )
    await cutFile(path, torn)
  }
  const blocks = scan.blocks.filter(({ at }) => at < end)
  const isSound = scan.bad.every(({ from }) => from >= end) && areInOrder(blocks, name)
  const runs = isSound ? [blocks] : await cutOutDamage(directory, name, bytes, blocks, logger)
  return runs.map((run) => ({ segment: loaded(directory, name, run), blocks: run }))
}

/** Whether the blocks follow each other without a gap from the offset that names the file. */
function areInOrder(blocks: readonly PlacedBlock[], name: string): boolean {
  return blocks.every(({ firstOffset }, i) => {
    const before = blocks[i - 1]
    return before ? before.firstOffset + BigInt(before.count) === firstOffset : walName(firstOffset) === name
  })
}

function loaded(directory: string, name: string, blocks: readonly PlacedBlock[]): WalSegment {
  const firstOffset = blocks[0]?.firstOffset ?? BigInt(name.slice(0, -'.wal'.length))
  const segment = new WalSegment(directory, firstOffset)
  for (const block of blocks) if (block.count > 0) segment.index.push(block)
  segment.bytes = blocks.at(-1)?.end ?? 0
  return segment
}

/** Those with records; the last one may be appended to if the queue goes on right behind it. */
function liveWals(wals: readonly RecoveredWal[], nextOffset: bigint): WalSegment[] {
  const last = wals.at(-1)?.segment
  const active = last?.nextOffset === nextOffset ? last : undefined
  for (const { segment } of wals) segment.finished = segment !== active
  return wals.flatMap(({ segment }) => (segment.index.length > 0 || segment === active ? [segment] : []))
}

function endOf(manifest: Manifest, wals: readonly RecoveredWal[], nextOffset: bigint): QueueEnd {
  const writers = new Map(manifest.writers)
  let { lastArrivedAtMs } = manifest
  for (const { blocks } of wals)
    for (const { once, arrivedAtMs } of blocks) {
      lastArrivedAtMs = Math.max(lastArrivedAtMs, arrivedAtMs)
      if (once) writers.set(once.writer, max(once.to, writers.get(once.writer) ?? 0n))
    }
  return { nextOffset, writers, lastArrivedAtMs }
}

async function cutFile(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.truncate(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function max(first: bigint, ...others: readonly bigint[]): bigint {
  return others.reduce((most, offset) => (offset > most ? offset : most), first)
}
