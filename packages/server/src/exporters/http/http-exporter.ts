import { compileTextWriter, countLines, type LineWriter } from '@sluice/model'
import { Pool } from 'undici'
import {
  Busy,
  ConfigurationError,
  contiguous,
  type ExportBatch,
  type Exporter,
  type ExporterDeps,
  offsetAt,
  type Progress,
  RefusedBatch,
} from '../exporter.ts'
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
    // The receiver is told the first offset only.
    const run = contiguous(batch)
    const taken = await this.#postAll(this.#writeLines(run.lines), run, signal)
    return { delivered: batch.firstOffset + BigInt(taken), taken }
  }

  /** A receiver's limit is not known beforehand (1 MiB and 2 MiB are usual), so a body that is too large is halved until it
   *  fits. Parts are posted in order. Returns how many records were taken: a part that fails after others is left for the
   *  next write, which then begins with it. */
  async #postAll(body: Buffer, batch: ExportBatch, signal: AbortSignal): Promise<number> {
    let taken = 0
    const waiting = cutLines(body, this.#bodyBytesMax)
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const refusal = await this.#post(part, offsetAt(batch, taken), signal)
      if (!refusal) {
        taken += countLines(part)
        continue
      }
      const halves = cutLines(part, Math.ceil(part.length / 2))
      if (refusal.status === 413 && halves.length > 1) {
        this.#bodyBytesMax = Math.min(this.#bodyBytesMax, Math.ceil(part.length / 2))
        waiting.unshift(...halves)
      } else if (taken > 0) return taken
      else throw failureOf(refusal)
    }
    return taken
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
      retryAfter: answer.headers['retry-after'],
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
  readonly retryAfter: string | string[] | undefined
  readonly message: string
}

/** Whose turn it is: the record's (400, 413, 422), a person's (401, 403, 404), or time's. */
function failureOf({ status, retryAfter, message }: Refusal): Error {
  if (status === 400 || status === 413 || status === 422) return new RefusedBatch(message)
  if (status === 401 || status === 403 || status === 404)
    return new ConfigurationError(`${message}; mend the receiver, or the host and uri of the export`)
  const seconds = typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : 0
  return seconds > 0 ? new Busy(message, seconds * 1000) : new Error(message)
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
