import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Schema } from '@sluice/model'

/** What a queue's folder knows beside its write-ahead files: replaced as a whole, atomically and durably. */
export interface Manifest {
  readonly schema: Schema
  readonly sealed: readonly SealedSegment[]
  /** Each writer's last stored `to`. */
  readonly writers: ReadonlyMap<string, bigint>
  /** Oldest offset that has not been trimmed. */
  readonly firstOffset: bigint
}

export interface SealedSegment {
  /** File name in the queue's folder. */
  readonly file: string
  readonly firstOffset: bigint
  readonly nextOffset: bigint
  readonly bytes: number
  /** From `offset` on, records arrived at that time: thinned, first and last entry exact. */
  readonly arrivals: readonly { readonly offset: bigint; readonly arrivedAtMs: number }[]
}

const manifestVersion = 1

export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const body = {
    version: manifestVersion,
    schema: manifest.schema,
    firstOffset: String(manifest.firstOffset),
    writers: Object.fromEntries([...manifest.writers].map(([writer, to]) => [writer, String(to)])),
    sealed: manifest.sealed.map(({ file, firstOffset, nextOffset, bytes, arrivals }) => ({
      file,
      firstOffset: String(firstOffset),
      nextOffset: String(nextOffset),
      bytes,
      arrivals: arrivals.map(({ offset, arrivedAtMs }) => [String(offset), arrivedAtMs]),
    })),
  }
  const unfinished = join(directory, 'manifest.json.part')
  const file = await open(unfinished, 'w')
  try {
    await file.writeFile(`${JSON.stringify(body, null, 1)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, join(directory, 'manifest.json'))
  await syncDirectory(directory)
}

/** undefined when the folder has no manifest: its creation was cut short. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const path = join(directory, 'manifest.json')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const body = JSON.parse(text)
  if (body.version !== manifestVersion)
    throw new Error(
      `${path} has format version ${body.version}; this Sluice reads version ${manifestVersion}`,
    )
  return {
    schema: body.schema,
    firstOffset: BigInt(body.firstOffset),
    writers: new Map(Object.entries<string>(body.writers).map(([writer, to]) => [writer, BigInt(to)])),
    sealed: body.sealed.map((sealed: { [key: string]: unknown }) => ({
      file: String(sealed['file']),
      firstOffset: BigInt(String(sealed['firstOffset'])),
      nextOffset: BigInt(String(sealed['nextOffset'])),
      bytes: Number(sealed['bytes']),
      arrivals: (sealed['arrivals'] as [string, number][]).map(([offset, arrivedAtMs]) => ({
        offset: BigInt(offset),
        arrivedAtMs,
      })),
    })),
  }
}

/** Makes renames and new names in a folder durable. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
