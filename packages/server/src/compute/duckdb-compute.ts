import { mkdir, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Schema } from '@sluice/model'
import { machine } from '../runtime/machine.ts'
import {
  type Analysis,
  type CompareLimits,
  type Difference,
  type EngineLimits,
  type Result,
  SqlError,
  type Table,
  type TableSchema,
} from '../transforms/sql-engine.ts'
import { ChildPool } from './child-pool.ts'
import type { Compute, Query, SealJob, Unsealed, UnsealJob } from './compute.ts'
import type { JobBounds, JobLimits, JobMessage, JobName, Jobs } from './jobs.ts'
import { outputError } from './limit-errors.ts'

export interface ComputeOptions {
  /** Folder for files on their way between processes; emptied when compute is made. */
  readonly scratchDirectory: string
  /** IANA name: the session time zone of SQL. */
  readonly timeZone: string
  /** User queries that run at once, each in its process; default: the machine's cores. */
  readonly processes?: number
}

const GiB = 1024 ** 3
/** What a process needs besides its job's memory: Node itself, and buffers of files being written. */
const processHeadroomBytes = GiB / 4
/** Checking a query touches no data; only what is constant in it is computed. */
const analyzeLimits: JobLimits = { threads: 1, memoryBytesMax: GiB / 2, timeoutMs: 30_000 }
/** Sealing streams; reading back a segment of 1 MB records takes four times its size. */
const internalLimits: JobLimits = { threads: 1, memoryBytesMax: 2 * GiB, timeoutMs: 10 * 60_000 }
/** Own slots, so that queries cannot keep the log from sealing and reading. */
const internalProcesses = 2
/** Somebody waits for the answer while queries may run for minutes. */
const checkProcesses = 2
const interactiveProcesses = 2
/** The answer is one piece of memory in the server until it is stored. */
const outputBytesMaxDefault = GiB / 2
/** So much of the machine's memory a job gets at most, whatever its container says. */
const machineShareMax = 0.8

export async function createCompute({
  scratchDirectory,
  timeZone,
  processes,
}: ComputeOptions): Promise<Compute> {
  await rm(scratchDirectory, { recursive: true, force: true })
  await mkdir(scratchDirectory, { recursive: true })
  const queries = new ChildPool(processes ?? machine().cores)
  const interactive = new ChildPool(interactiveProcesses)
  const internal = new ChildPool(internalProcesses)
  const checks = new ChildPool(checkProcesses)
  let closed = false

  /** Runs a job with a scratch folder of its own, and hands it to `finish` before the folder goes. */
  async function run<J extends JobName, T>(
    pool: ChildPool,
    job: J,
    question: (folder: string) => Jobs[J]['question'],
    limits: JobLimits,
    signal: AbortSignal | undefined,
    finish: (answer: Jobs[J]['answer'], folder: string) => T | Promise<T>,
    outputBytesMax = Number.POSITIVE_INFINITY,
  ): Promise<T> {
    if (closed) throw new SqlError('engine', 'the server is stopping')
    const folder = await mkdtemp(join(scratchDirectory, `${job}-`))
    try {
      const message: JobMessage<J> = {
        job,
        question: question(folder),
        timeZone,
        scratchDirectory: folder,
        ...resourcesOf(limits),
      }
      const bounds: JobBounds = {
        timeoutMs: limits.timeoutMs,
        output: { path: outputIn(folder), bytesMax: outputBytesMax },
      }
      return await finish(await pool.run(message, bounds, signal), folder)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  return {
    analyze: (query: Query, tables: readonly TableSchema[], signal?: AbortSignal): Promise<Analysis> =>
      run(
        checks,
        'analyze',
        () => ({ query, tables }),
        analyzeLimits,
        signal,
        (answer) => answer,
      ),

    execute: (
      query: Query,
      tables: readonly Table[],
      limits: EngineLimits,
      signal?: AbortSignal,
    ): Promise<Result> => {
      const { rowsMax, outputBytesMax = outputBytesMaxDefault } = limits
      return run(
        limits.interactive ? interactive : queries,
        'execute',
        (folder) => ({
          query,
          tables,
          rowsMax: rowsMax === undefined ? undefined : rowsMax + 1,
          fields: limits.output,
          output: outputIn(folder),
        }),
        limits,
        signal,
        async ({ schema, count }, folder) => {
          const lines = await outputOf(folder, outputBytesMax)
          const truncated = rowsMax !== undefined && count > rowsMax
          if (!truncated) return { schema, lines, count, truncated }
          return { schema, lines: firstLines(lines, rowsMax), count: rowsMax, truncated }
        },
        outputBytesMax,
      )
    },

    compare: (
      before: Query,
      after: Query,
      tables: readonly Table[],
      limits: CompareLimits,
      signal?: AbortSignal,
    ): Promise<Difference> => {
      const { rowsMax, outputBytesMax = outputBytesMaxDefault } = limits
      return run(
        limits.interactive ? interactive : queries,
        'compare',
        (folder) => ({ before, after, tables, rowsMax, output: outputIn(folder) }),
        limits,
        signal,
        async ({ before, after }, folder) => {
          const lines = await outputOf(folder, outputBytesMax)
          const lost = firstLines(lines, before.shown)
          return {
            onlyBefore: { schema: before.schema, count: before.count, lines: lost },
            onlyAfter: { schema: after.schema, count: after.count, lines: lines.subarray(lost.length) },
          }
        },
        outputBytesMax,
      )
    },

    async seal(job: SealJob, signal?: AbortSignal) {
      const { count } = await run(
        internal,
        'seal',
        () => job,
        internalLimits,
        signal,
        (answer) => answer,
      )
      return { count, bytes: (await stat(job.target)).size }
    },

    unseal: (job: UnsealJob, signal?: AbortSignal): Promise<Unsealed> =>
      run(
        internal,
        'unseal',
        (folder) => ({ ...job, output: outputIn(folder) }),
        internalLimits,
        signal,
        async (answer, folder) => ({ ...answer, lines: await readFile(outputIn(folder)) }),
      ),

    async parquet(linesPath: string, schema: Schema, target: string, signal?: AbortSignal) {
      await run(
        internal,
        'parquet',
        () => ({ linesPath, schema, target }),
        internalLimits,
        signal,
        () => undefined,
      )
      const file = await open(target, 'r')
      await file.close()
    },

    async close() {
      closed = true
      queries.close()
      interactive.close()
      internal.close()
      checks.close()
      await rm(scratchDirectory, { recursive: true, force: true })
    },
  }
}

/** The watch looks now and then: what it may have missed is refused here. */
async function outputOf(folder: string, bytesMax: number): Promise<Buffer> {
  if ((await stat(outputIn(folder))).size > bytesMax) throw outputError(bytesMax)
  return await readFile(outputIn(folder))
}

const outputIn = (folder: string) => join(folder, 'output.jsonl')

/** What a job gets: no more than the machine has. */
function resourcesOf({ threads, memoryBytesMax }: JobLimits) {
  const { cores, memoryBytes } = machine()
  const bytes = Math.min(memoryBytesMax, memoryBytes * machineShareMax)
  return {
    threads: Math.min(threads, cores),
    memoryBytesMax: bytes,
    processBytesMax: Math.min(bytes * 1.25 + processHeadroomBytes, memoryBytes),
  }
}

function firstLines(lines: Buffer, count: number): Buffer {
  let end = 0
  for (let i = 0; i < count; i++) end = lines.indexOf(0x0a, end) + 1
  return lines.subarray(0, end)
}
