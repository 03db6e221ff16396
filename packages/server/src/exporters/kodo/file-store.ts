import type { ObjectStore } from '../exporter.ts'

/** Where one export's finished files go: the embedded store, or a server. */
export interface FileStore {
  /** As Exporter.check. */
  check(bucket: string, signal: AbortSignal): Promise<string | undefined>
  /** As ObjectStore.put; throws what Exporter.write may throw. */
  put(file: FinishedFile, signal: AbortSignal): Promise<void>
  /** Deletes some of the objects whose time has come; false when there may be more. */
  sweep(nowMs: number, signal: AbortSignal): Promise<boolean>
  close(): Promise<void>
}

export interface FinishedFile {
  readonly bucket: string
  readonly key: string
  /** The file is consumed. */
  readonly path: string
  /** undefined: it stays for ever. */
  readonly expiresAtMs: number | undefined
}

/** The embedded store, which the export workers sweep themselves. What is wrong with it shows when a file is stored. */
export function embeddedFileStore(objects: ObjectStore): FileStore {
  return {
    check: async () => undefined,
    put: async ({ bucket, key, path, expiresAtMs }) => {
      await objects.put(bucket, key, path, expiresAtMs === undefined ? {} : { expiresAtMs })
    },
    sweep: async () => true,
    close: async () => {},
  }
}
