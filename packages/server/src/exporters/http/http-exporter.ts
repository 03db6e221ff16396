import { compileTextWriter, countLines, type LineWriter } from '@sluice/model'
import { Pool } from 'undici'
import type { ExportBatch, Exporter, ExporterDeps, Progress } from '../exporter.ts'
import { cutLines } from './cut-lines.ts'
import { reachable } from './http-probe.ts'
import { type HttpSpec, type HttpTarget, httpTarget } from './http-spec.ts'

const errorBodyCharsMax = 200
/** More of a refusing answer is not read. */
const errorBodyBytesMax = 4096

/** One POST a batch. Only the answer 200 counts; redirects are not followed (a POST would become a GET). */
export class HttpExporter implements Exporter {
  readonly #target: HttpTarget
  readonly #writeLines: LineWriter
  readonly #contentType: string
  readonly #repo: string
  #pool: Pool | undefined
  /** Bodies are cut to this once the receiver has refused a longer one with 413. */
  #bodyBytesMax = Number.POSITIVE_INFINITY

  constructor(spec: HttpSpec, { schema, repo }: Pick<ExporterDeps, 'schema' | 'repo'>) {
    this.#repo = repo
    this.#target = httpTarget(spec)
    this.#writeLines =
      spec.format === 'json'
        ? (lines) => Buffer.from(lines.buffer, lines.byteOffset, lines.length)
        : compileTextWriter(schema)
    this.#contentType = spec.format === 'json' ? 'application/json' : 'text/plain'
  }

  check(signal: AbortSignal): Promise<string | undefined> {
    return reachable(this.#target.origin, signal)
  }

  async open(): Promise<void> {
    await this.#pool?.destroy()
    this.#pool = new Pool(this.#target.origin, { connections: 1, pipelining: 1 })
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    await this.#postAll(this.#writeLines(batch.lines), batch.firstOffset, signal)
    return { delivered: batch.nextOffset }
  }

  /** A receiver's limit is not known beforehand (1 MiB and 2 MiB are usual), so a body that is too large is halved until it
   *  fits. Parts are posted in order; if a later one fails, the batch with the earlier ones is repeated. */
  async #postAll(body: Buffer, firstOffset: bigint, signal: AbortSignal): Promise<void> {
    let offset = firstOffset
    const waiting = cutLines(body, this.#bodyBytesMax)
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const refusal = await this.#post(part, offset, signal)
      if (!refusal) {
        offset += BigInt(countLines(part))
        continue
      }
      const halves = cutLines(part, Math.ceil(part.length / 2))
      if (refusal.status !== 413 || halves.length < 2) throw new Error(refusal.message)
      this.#bodyBytesMax = Math.min(this.#bodyBytesMax, Math.ceil(part.length / 2))
      waiting.unshift(...halves)
    }
  }

  /** The offset header lets a receiver count each record once although a batch may come twice: delivery is at least once. */
  async #post(body: Buffer, offset: bigint, signal: AbortSignal): Promise<Refusal | undefined> {
    if (!this.#pool) throw new Error('BUG: the exporter is not open')
    const { origin, path } = this.#target
    const answer = await this.#pool
      .request({
        method: 'POST',
        path,
        headers: {
          'content-type': this.#contentType,
          'user-agent': 'sluice',
          'x-sluice-repo': this.#repo,
          'x-sluice-first-offset': String(offset),
        },
        body,
        signal,
      })
      .catch((error: unknown) => {
        signal.throwIfAborted()
        throw new Error(`POST ${origin}${path}: ${reasonOf(error)}`, { cause: error })
      })
    if (answer.statusCode === 200) {
      await answer.body.dump({ limit: 1024 * 1024, signal })
      return undefined
    }
    const text = await beginningOf(answer.body)
    return {
      status: answer.statusCode,
      message: `POST ${origin}${path} answered ${answer.statusCode}: ${text}`,
    }
  }

  async settle(): Promise<undefined> {}

  async close(): Promise<void> {
    await this.#pool?.destroy()
    this.#pool = undefined
  }
}

interface Refusal {
  readonly status: number
  readonly message: string
}

/** Errors of connections have an empty message when several addresses were tried; the code says it then. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= errorBodyBytesMax) break
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, errorBodyCharsMax)
}
