import { compileTextWriter, countLines, type LineWriter } from '@sluice/model'
import {
  contiguous,
  type ExportBatch,
  type Exporter,
  type ExporterDeps,
  offsetAt,
  type Progress,
} from '../exporter.ts'
import { cutLines } from './cut-lines.ts'
import { type HttpConnectionOptions, plainOptions } from './http-connection.ts'
import { reachable } from './http-probe.ts'
import { HttpSender, type Refusal } from './http-sender.ts'
import { type HttpSpec, type HttpTarget, httpTarget } from './http-spec.ts'

/** One POST a batch. Only the answer 200 counts. */
export class HttpExporter implements Exporter {
  readonly #target: HttpTarget
  readonly #options: HttpConnectionOptions
  readonly #writeLines: LineWriter
  readonly #headers: { readonly [name: string]: string }
  #sender: HttpSender | undefined
  /** Bodies are cut to this once the receiver has refused a longer one with 413. */
  #bodyBytesMax = Number.POSITIVE_INFINITY

  constructor(
    spec: HttpSpec,
    { schema, repo, connection }: Pick<ExporterDeps, 'schema' | 'repo' | 'connection'>,
  ) {
    const json = spec.format === 'json'
    this.#target = httpTarget(spec)
    // The host has checked the options against the driver's shape.
    this.#options = (connection?.options as HttpConnectionOptions | undefined) ?? plainOptions
    this.#writeLines = json
      ? (lines) => Buffer.from(lines.buffer, lines.byteOffset, lines.length)
      : compileTextWriter(schema)
    this.#headers = {
      'content-type': json ? 'application/json' : 'text/plain',
      'user-agent': 'sluice',
      'x-sluice-repo': repo,
    }
  }

  check(signal: AbortSignal): Promise<string | undefined> {
    return reachable(this.#target.origin, this.#options.ca, signal)
  }

  async open(): Promise<void> {
    await this.close()
    this.#sender = new HttpSender(this.#target, this.#options, this.#headers)
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
      else throw refusal.failure
    }
    return taken
  }

  /** The offset header lets a receiver count each record once although a batch may come twice: delivery is at least once. */
  async #post(body: Buffer, offset: bigint, signal: AbortSignal): Promise<Refusal | undefined> {
    if (!this.#sender) throw new Error('BUG: the exporter is not open')
    return await this.#sender.post(body, { 'x-sluice-first-offset': String(offset) }, signal)
  }

  async settle(): Promise<undefined> {}

  async close(): Promise<void> {
    await this.#sender?.close()
    this.#sender = undefined
  }
}
