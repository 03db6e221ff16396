import {
  ConfigurationError,
  type ExportBatch,
  type Exporter,
  type ExporterDeps,
  type Progress,
} from '../exporter.ts'
import type { InfluxdbOptions } from './influxdb-driver.ts'
import { InfluxdbServer } from './influxdb-server.ts'
import { LineWriter, tagFault } from './line-protocol.ts'
import { type Point, PointReader } from './point-reader.ts'
import type { TsdbSpec } from './tsdb-spec.ts'

const nanosPerUnit = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n } as const

/**
 * Writes points to a server that takes InfluxDB's line protocol. A point is its series, tags and time, all of which come
 * from the record, so that a repeat writes the same point.
 */
export class InfluxdbTsdb implements Exporter {
  readonly #omitInvalid: boolean
  readonly #reader: PointReader
  readonly #lines: LineWriter
  readonly #server: InfluxdbServer

  constructor(spec: TsdbSpec, { schema, clock }: ExporterDeps, options: InfluxdbOptions) {
    this.#omitInvalid = spec.omitInvalid
    this.#reader = new PointReader(spec, schema)
    const { tags, fields } = this.#reader
    this.#lines = new LineWriter(spec.series, tags, fields, nanosPerUnit[options.precision])
    this.#server = new InfluxdbServer(options, options.database ?? spec.destRepoName, () => clock.nowMs())
  }

  async check(signal: AbortSignal): Promise<string | undefined> {
    return this.#reservedName() ?? (await this.#server.problem(signal))
  }

  async open(): Promise<void> {
    const problem = this.#reservedName()
    if (problem !== undefined) throw new ConfigurationError(problem)
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    const { points, rejected, omitted } = this.#reader.read(batch)
    const faults = points.flatMap((point) => this.#fault(point) ?? [])
    const faulty = new Set(faults.map(({ index }) => index))
    const lines = points.filter(({ index }) => !faulty.has(index)).map((point) => this.#lines.line(point))
    signal.throwIfAborted()
    if (lines.length > 0) await this.#server.write(`${lines.join('\n')}\n`, signal)
    if (this.#omitInvalid) return { delivered: batch.nextOffset, rejected, omitted: omitted + faults.length }
    const all = [...rejected, ...faults].sort((a, b) => a.index - b.index)
    return { delivered: batch.nextOffset, rejected: all, omitted }
  }

  async settle(): Promise<undefined> {}

  async close(): Promise<void> {
    await this.#server.close()
  }

  /** The server leaves out what is called so, and says nothing. */
  #reservedName(): string | undefined {
    const { tags, fields } = this.#reader
    if (![...tags, ...fields].some(({ name }) => name === 'time')) return undefined
    return "the server keeps the name 'time' for the points' time: give the tag or field another name in the spec"
  }

  #fault({ index, tags }: Point): { index: number; reason: string } | undefined {
    for (const [i, tag] of tags.entries()) {
      const fault = tag === undefined ? undefined : tagFault(tag)
      if (fault === undefined || tag === undefined) continue
      const text = tag.length > 80 ? `${tag.slice(0, 80)}…` : tag
      return { index, reason: `tag '${this.#reader.tags[i]?.name}': ${JSON.stringify(text)} ${fault}` }
    }
    return undefined
  }
}
