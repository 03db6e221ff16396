import type { ExportBatch, Exporter, ExporterDeps, Progress } from '../exporter.ts'
import { orAborted } from './or-aborted.ts'
import { RowReader } from './report-rows.ts'
import type { ReportSession } from './report-session.ts'
import type { ReportSpec } from './report-spec.ts'
import { type TargetColumns, targetColumns } from './table-shape.ts'

export type OpenSession = (signal: AbortSignal) => Promise<ReportSession>

/**
 * Writes rows into a table of a database server. How far the run has come is kept in the database, in the transaction of
 * the rows: when a commit's outcome is unknown, the next open() finds it there.
 */
export class SqlReport implements Exporter {
  readonly #deps: ExporterDeps
  readonly #rows: RowReader
  readonly #connect: OpenSession
  #opened: { readonly session: ReportSession; readonly target: TargetColumns } | undefined

  constructor(spec: ReportSpec, deps: ExporterDeps, connect: OpenSession) {
    this.#deps = deps
    this.#rows = new RowReader(spec, deps.schema)
    this.#connect = connect
  }

  async check(signal: AbortSignal): Promise<string | undefined> {
    const session = await this.#connect(signal)
    try {
      return await endedBy(signal, session, async () => {
        const there = await session.describe()
        if (there) targetColumns(session.table, this.#rows.columns, there)
        return undefined
      })
    } finally {
      session.end()
    }
  }

  async open(_state: unknown, signal: AbortSignal): Promise<void> {
    await this.close()
    const session = await this.#connect(signal)
    try {
      const target = await endedBy(signal, session, () => this.#prepare(session))
      this.#opened = { session, target }
    } catch (error) {
      session.end()
      throw error
    }
  }

  async write(batch: ExportBatch, signal: AbortSignal): Promise<Progress> {
    const { id, run } = this.#deps
    const opened = this.#opened
    if (!opened) throw new Error('the connection was lost: it is opened again')
    const { session, target } = opened
    const rows = this.#rows.read(batch)
    await endedBy(signal, session, () =>
      session.write({ target, rows, owner: id, run, next: batch.nextOffset }),
    )
    return { delivered: batch.nextOffset }
  }

  async settle(): Promise<undefined> {}

  async close(): Promise<void> {
    this.#opened?.session.end()
    this.#opened = undefined
  }

  async #prepare(session: ReportSession): Promise<TargetColumns> {
    const { columns } = this.#rows
    if (!(await session.describe())) await session.createTable(columns)
    await session.preparePosition(this.#deps.run)
    return targetColumns(session.table, columns, (await session.describe()) ?? [])
  }
}

/** A server that does not answer is left when the signal fires. */
async function endedBy<T>(signal: AbortSignal, session: ReportSession, body: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  try {
    return await orAborted(body(), signal)
  } finally {
    if (signal.aborted) session.end()
  }
}
