import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Schema } from '@sluice/model'

/** What a queue's folder knows beside its write-ahead files: replaced as a whole, atomically and durably. */
export interface Manifest {
  readonly schema: Schema
  /** Oldest offset that has not been trimmed. */
  readonly firstOffset: bigint
  /** End of the queue when the manifest was written. */
  readonly nextOffset: bigint
  /** Each writer's last stored `to`. */
  readonly writers: ReadonlyMap<string, bigint>
  /** ms since epoch; later arrivals have no earlier time. 0 = none yet. */
  readonly lastArrivedAtMs: number
  readonly sealed: readonly SealedSegment[]
}

export interface SealedSegment {
  /** File name in the queue's folder. */
  readonly file: string
  readonly firstOffset: bigint
  readonly nextOffset: bigint
  /** Of the Parquet file. */
  readonly bytes: number
  /** Of the same records as canonical lines. */
  readonly lineBytes: number
  readonly firstArrivedAtMs: number
  readonly lastArrivedAtMs: number
}

/** The manifest as JSON: offsets are strings, because they have 64 bits. */
interface ManifestBody extends Omit<Manifest, 'firstOffset' | 'nextOffset' | 'writers' | 'sealed'> {
  readonly version: number
  readonly firstOffset: string
  readonly nextOffset: string
  readonly writers: { readonly [writer: string]: string }
  readonly sealed: readonly (Omit<SealedSegment, 'firstOffset' | 'nextOffset'> & {
    readonly firstOffset: string
    readonly nextOffset: string
  })[]
}

const manifestVersion = 1

export const emptyManifest = (schema: Schema): Manifest => ({
  schema,
  firstOffset: 0n,
  nextOffset: 0n,
  writers: new Map(),
  lastArrivedAtMs: 0,
  sealed: [],
})

export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const body: ManifestBody = {
    version: manifestVersion,
    ...manifest,
    firstOffset: String(manifest.firstOffset),
    nextOffset: String(manifest.nextOffset),
    writers: Object.fromEntries([...manifest.writers].map(([writer, to]) => [writer, String(to)])),
    sealed: manifest.sealed.map((sealed) => ({
      ...sealed,
      firstOffset: String(sealed.firstOffset),
      nextOffset: String(sealed.nextOffset),
    })),
  }
  const unfinished = join(directory, 'manifest.json.part')
  const file = await open(unfinished, 'w')
  try {
    await file.writeFile(`${JSON.stringify(body)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, join(directory, 'manifest.json'))
  await syncDirectory(directory)
}

/** undefined when the folder has none. Rejects when it cannot be read: only a person can decide what to do then. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const path = join(directory, 'manifest.json')
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const { version, ...body } = parseBody(path, text)
  if (version !== manifestVersion)
    throw new Error(`${path} has format version ${version}; this Sluice reads version ${manifestVersion}`)
  return {
    ...body,
    firstOffset: BigInt(body.firstOffset),
    nextOffset: BigInt(body.nextOffset),
    writers: new Map(Object.entries(body.writers).map(([writer, to]) => [writer, BigInt(to)])),
    sealed: body.sealed.map((sealed) => ({
      ...sealed,
      firstOffset: BigInt(sealed.firstOffset),
      nextOffset: BigInt(sealed.nextOffset),
    })),
  }
}

function parseBody(path: string, text: string): ManifestBody {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(
      `${path} is damaged: put back a copy of it, or move its folder away to start without it`,
      {
        cause: error,
      },
    )
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
