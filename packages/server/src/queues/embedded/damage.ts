import { copyFile, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../runtime/logger.ts'
import { printHeader } from './block.ts'
import { syncDirectory } from './manifest.ts'
import type { PlacedBlock } from './segment-scan.ts'
import { walName } from './segments.ts'

/**
 * Replaces a damaged write-ahead file by one file for each run of its whole blocks that has no gap, and keeps a copy for
 * people. The original goes last, so that a stop half-way starts over. Returns the runs as they lie in their files.
 */
export async function cutOutDamage(
  directory: string,
  name: string,
  bytes: Buffer,
  blocks: readonly PlacedBlock[],
  logger: Logger,
): Promise<PlacedBlock[][]> {
  const path = join(directory, name)
  const copy = `${path}.damaged`
  await copyFile(path, copy)
  await syncFile(copy)
  const runs = runsOf(blocks)
  const written: PlacedBlock[][] = []
  for (const run of runs.toReversed()) written.unshift(await writeRun(directory, bytes, run))
  if (!runs.some(([first]) => first && walName(first.firstOffset) === name)) await rm(path)
  await syncDirectory(directory)
  const kept = runs.map((run) => `${run[0]?.firstOffset}…${nextOffset(run)}`)
  logger.error(
    { path, copy, kept },
    'a segment is damaged: acknowledged records between the kept offsets are lost; see the copy of the file',
  )
  return written
}

/** Blocks of rising offsets, apart where a gap is. A block that goes back, a remnant of who knows what, is left out. */
function runsOf(blocks: readonly PlacedBlock[]): PlacedBlock[][] {
  const runs: PlacedBlock[][] = []
  for (const block of blocks) {
    const run = runs.at(-1)
    const next = run && nextOffset(run)
    if (next === undefined || block.firstOffset > next) runs.push([block])
    else if (block.firstOffset === next) run?.push(block)
  }
  return runs
}

function nextOffset(run: readonly PlacedBlock[]): bigint | undefined {
  const last = run.at(-1)
  return last && last.firstOffset + BigInt(last.count)
}

async function writeRun(
  directory: string,
  bytes: Buffer,
  run: readonly PlacedBlock[],
): Promise<PlacedBlock[]> {
  const path = join(directory, walName(run[0]?.firstOffset ?? 0n))
  const buffers: Buffer[] = []
  const placed: PlacedBlock[] = []
  let at = 0
  for (const block of run) {
    const header = printHeader({ ...block, groupAt: at })
    buffers.push(header, bytes.subarray(block.payloadAt, block.end))
    const payloadAt = at + header.byteLength
    placed.push({ ...block, groupAt: at, at, payloadAt, end: payloadAt + block.payloadBytes })
    at = payloadAt + block.payloadBytes
  }
  const file = await open(`${path}.part`, 'w')
  try {
    await file.writeFile(Buffer.concat(buffers))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.part`, path)
  return placed
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
