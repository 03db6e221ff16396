import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Connection, ExporterDeps } from '../exporter.ts'
import { createExpiryIndex, type ExpiryIndex } from './expiry-index.ts'
import type { FileStore, FinishedFile } from './file-store.ts'
import type { S3Options } from './s3-connection.ts'
import { s3Failure } from './s3-failure.ts'

/** Files up to this go in one request; larger ones in parts of this size, of which so many are in memory at once. */
const partBytes = 8 * 1024 * 1024
const partsAtOnce = 2
const connectTimeoutMs = 10_000
/** Without a byte in either direction. */
const idleTimeoutMs = 60_000
/** Objects deleted in one go, between two writes. */
const sweptMax = 100

type Library = typeof import('@aws-sdk/client-s3')

/**
 * Files as objects of an S3 store. When objects are to be deleted is kept on this machine (`<storeDirectory>/
 * s3-<connection>.sqlite`), since stores delete by rules of a whole bucket, which are their owner's; every export of the
 * same connection deletes what is due. Objects also say it themselves (metadata `sluice-expires-at`).
 */
export function createS3FileStore(
  connection: Connection,
  { storeDirectory, logger }: Pick<ExporterDeps, 'storeDirectory' | 'logger'>,
): FileStore {
  // The host has checked the options against this driver's shape.
  const options = connection.options as S3Options
  const name = connection.name
  const bucketOf = (bucket: string) => options.bucket ?? bucket
  const place = (bucket: string) => ({ ...options, connection: name, bucket: bucketOf(bucket) })
  let opened: Promise<{ readonly library: Library; readonly client: S3Client }> | undefined
  let index: Promise<ExpiryIndex> | undefined
  const open = () => {
    opened ??= openClient(options)
    return opened
  }
  const expiries = () => {
    index ??= openIndex(storeDirectory, name)
    return index
  }

  return {
    async check(bucket, signal) {
      const { library, client } = await open()
      try {
        // A HEAD request is answered without the reason of a refusal.
        const list = new library.ListObjectsV2Command({ Bucket: bucketOf(bucket), MaxKeys: 1 })
        await client.send(list, { abortSignal: signal })
        return undefined
      } catch (error) {
        const reason: unknown = signal.aborted ? new Error('the store does not answer') : error
        return s3Failure(reason, place(bucket)).message
      }
    },

    async put(file, signal) {
      const { library, client } = await open()
      const target = { ...file, bucket: bucketOf(file.bucket) }
      ;(await expiries()).set(target.bucket, target.key, target.expiresAtMs)
      try {
        if ((await stat(file.path)).size > partBytes)
          await abortUnfinished(library, client, target, signal).catch((error: unknown) =>
            logger.debug({ error: String(error) }, 'unfinished uploads could not be listed'),
          )
        await upload(client, target, signal)
      } catch (error) {
        signal.throwIfAborted()
        throw s3Failure(error, place(file.bucket))
      }
      await rm(file.path)
    },

    async sweep(nowMs, signal) {
      const due = (await expiries()).due(nowMs).slice(0, sweptMax)
      if (due.length === 0) return true
      const { library, client } = await open()
      for (const { bucket, key } of due) {
        await client.send(new library.DeleteObjectCommand({ Bucket: bucket, Key: key }), {
          abortSignal: signal,
        })
        ;(await expiries()).set(bucket, key, undefined)
      }
      logger.info({ connection: name, deleted: due.length }, 'expired objects deleted')
      return due.length < sweptMax
    },

    async close() {
      ;(await opened)?.client.destroy()
      ;(await index)?.close()
      opened = undefined
      index = undefined
    },
  }
}

/** The library takes a while to load: only exports that need it do. */
async function openClient({ endpoint, region, accessKey, secretKey, forcePathStyle, ca }: S3Options) {
  const library = await import('@aws-sdk/client-s3')
  const client = new library.S3Client({
    region,
    forcePathStyle,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      socketTimeout: idleTimeoutMs,
      ...(ca !== undefined && { httpsAgent: { ca: [...rootCertificates, ca] } }),
    },
  })
  return { library, client }
}

async function openIndex(storeDirectory: string, connection: string): Promise<ExpiryIndex> {
  await mkdir(storeDirectory, { recursive: true })
  return createExpiryIndex(join(storeDirectory, `s3-${encodeURIComponent(connection)}.sqlite`))
}

/** The object appears whole or not at all; parts of an upload that failed are taken back. */
async function upload(client: S3Client, file: FinishedFile, signal: AbortSignal): Promise<void> {
  const { Upload } = await import('@aws-sdk/lib-storage')
  signal.throwIfAborted()
  const { bucket, key, path, expiresAtMs } = file
  const sending = new Upload({
    client,
    params: {
      Bucket: bucket,
      Key: key,
      Body: createReadStream(path),
      ContentType: contentType(key),
      ...(expiresAtMs !== undefined && {
        Metadata: { 'sluice-expires-at': new Date(expiresAtMs).toISOString() },
      }),
    },
    partSize: partBytes,
    queueSize: partsAtOnce,
  })
  const abort = () => void sending.abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    await sending.done()
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** The key is this file's alone: an upload under it that is not finished is of a server that died over it. */
async function abortUnfinished(
  library: Library,
  client: S3Client,
  { bucket, key }: FinishedFile,
  signal: AbortSignal,
): Promise<void> {
  const options = { abortSignal: signal }
  const list = new library.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key })
  const { Uploads = [] } = await client.send(list, options)
  for (const { Key, UploadId } of Uploads)
    if (Key === key)
      await client.send(new library.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), options)
}

function contentType(key: string): string {
  if (key.endsWith('.gz')) return 'application/gzip'
  if (key.endsWith('.parquet')) return 'application/vnd.apache.parquet'
  if (key.endsWith('.csv')) return 'text/csv; charset=utf-8'
  return key.endsWith('.json') ? 'application/x-ndjson' : 'text/plain; charset=utf-8'
}
