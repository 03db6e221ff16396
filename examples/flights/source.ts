import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** What the demo compares: how many rows, and the sums of their two numbers. */
export interface Sums {
  readonly records: bigint
  readonly delay: bigint
  readonly distance: bigint
}

/** The flight records of vega-datasets: its largest flights file, read where npm put it. */
export class FlightSource {
  readonly #connection: DuckDBConnection
  readonly #directory: string
  readonly file: string

  private constructor(connection: DuckDBConnection, directory: string, file: string) {
    this.#connection = connection
    this.#directory = directory
    this.file = file
  }

  static async open(): Promise<FlightSource> {
    // The package exports only its build/index.js; the data lies beside that folder.
    const index = fileURLToPath(import.meta.resolve('vega-datasets'))
    const file = join(dirname(index), '../data/flights-3m.parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const directory = await mkdtemp(join(tmpdir(), 'sluice-flights-'))
    return new FlightSource(await instance.connect(), directory, file)
  }

  /** Sums over the rows that satisfy `where`, straight from the source file: what everything else is held to. */
  async sums(where = 'true'): Promise<Sums> {
    const result = await this.#connection.runAndReadAll(
      `select count(*)::bigint, sum(delay)::bigint, sum(distance)::bigint from '${this.file}' where ${where}`,
    )
    const [records = 0n, delay = 0n, distance = 0n] = (result.getRows()[0] ?? []) as bigint[]
    return { records, delay, distance }
  }

  /** Sums over Parquet files that Sluice made, by glob. */
  async sumsOfObjects(glob: string): Promise<Sums & { files: number }> {
    const result = await this.#connection.runAndReadAll(
      `select count(*)::bigint, sum(delay)::bigint, sum(distance)::bigint, count(distinct filename)::bigint
       from read_parquet('${glob}', filename = true)`,
    )
    const [records = 0n, delay = 0n, distance = 0n, files = 0n] = (result.getRows()[0] ?? []) as bigint[]
    return { records, delay, distance, files: Number(files) }
  }

  /** The rows in push format, one line each, in file order. */
  async *lines(): AsyncGenerator<Buffer> {
    const path = join(this.#directory, 'flights.txt')
    await this.#connection.run(
      `copy (
         select concat(
           'date=', strftime(date, '%Y-%m-%dT%H:%M:%SZ'), chr(9), 'delay=', delay, chr(9),
           'distance=', distance, chr(9), 'origin=', origin, chr(9), 'destination=', destination)
         from '${this.file}'
       ) to '${path}' (format csv, header false, quote '', escape '', delimiter e'\\x01')`,
    )
    const file = await open(path)
    try {
      for (;;) {
        const chunk = Buffer.allocUnsafe(1 << 20)
        const { bytesRead } = await file.read(chunk)
        if (bytesRead === 0) return
        yield chunk.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  }

  async close(): Promise<void> {
    this.#connection.closeSync()
    await rm(this.#directory, { recursive: true, force: true })
  }
}
