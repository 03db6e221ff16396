import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { Compute } from '../../compute/compute.ts'
import { createCompute } from '../../compute/duckdb-compute.ts'
import { silentLogger } from '../../runtime/logger.ts'
import { ManualClock } from '../../runtime/manual-clock.ts'
import { numbered, numbersOf } from '../record-log.conformance.ts'
import { OffsetOutOfRange, type Scan } from '../record-log.ts'
import { EmbeddedLog } from './embedded-log.ts'
import { numberSchema, range } from './log-in-folder.ts'

const scratch = await mkdtemp(join(tmpdir(), 'sluice-compute-'))
const compute = await createCompute({ scratchDirectory: scratch, timeZone: 'UTC' })
after(async () => {
  await compute.close()
  await rm(scratch, { recursive: true, force: true })
})

type Step =
  | { readonly do: 'append'; readonly counts: readonly number[] }
  | { readonly do: 'progress'; readonly count: number; readonly steps: number }
  | { readonly do: 'read' | 'scan'; readonly from: number; readonly records: number; readonly bytes: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'trim'; readonly age: number }
  | { readonly do: 'reopen' | 'release' }

/** Counts are small and some large, so that segments of all sizes come about. */
const count = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 60 }))
const part = { from: fc.double({ min: 0, max: 1, noNaN: true }), records: fc.nat(50), bytes: fc.nat(600) }
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('append' as const), counts: fc.array(count, { maxLength: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('progress' as const), count, steps: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('read' as const), ...part }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('scan' as const), ...part }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(20_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trim' as const), age: fc.nat(30_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reopen' as const, 'release' as const) }) },
)

function openLog(directory: string, clock: ManualClock): Promise<EmbeddedLog> {
  const limits = { segmentBytesMax: 1200, sealBytesMin: 2000, scanTailBytesMax: 800, sealAgeMsMax: 15_000 }
  return EmbeddedLog.open({ directory, clock, logger: silentLogger, compute, limits })
}

/** A queue as an array: the number of a record is its offset. */
class Model {
  readonly #directory: string
  readonly #clock: ManualClock
  #log: EmbeddedLog
  readonly #arrivals: number[] = []
  #firstOffset = 0
  #writerTo = 0
  readonly #scans: { readonly scan: Scan; readonly wanted: number[] }[] = []

  private constructor(directory: string, clock: ManualClock, log: EmbeddedLog) {
    this.#directory = directory
    this.#clock = clock
    this.#log = log
  }

  static async open(directory: string): Promise<Model> {
    const clock = new ManualClock()
    const log = await openLog(directory, clock)
    await log.create('q', numberSchema)
    return new Model(directory, clock, log)
  }

  async run(step: Step): Promise<void> {
    if (step.do === 'append') await this.#append(step.counts)
    if (step.do === 'progress') await this.#progress(step.count, step.steps)
    if (step.do === 'read') await this.#read(step)
    if (step.do === 'scan') await this.#scan(step)
    if (step.do === 'pass') await this.#pass(step.ms)
    if (step.do === 'trim') await this.#trim(step.age)
    if (step.do === 'release') await this.releaseScans()
    if (step.do === 'reopen') await this.#reopen()
    const { firstOffset, nextOffset } = await this.#log.bounds('q')
    assert.deepEqual([Number(firstOffset), Number(nextOffset)], [this.#firstOffset, this.#arrivals.length])
  }

  #arrive(count: number): void {
    for (let i = 0; i < count; i++) this.#arrivals.push(this.#clock.nowMs())
  }

  async #append(counts: readonly number[]): Promise<void> {
    const first = this.#arrivals.length
    let next = first
    const appends = counts.map((count) => {
      const append = this.#log.append('q', numbered(next, count))
      next += count
      return append
    })
    this.#arrive(next - first)
    const appended = await Promise.all(appends)
    for (const [i, { firstOffset, nextOffset }] of appended.entries())
      assert.equal(Number(nextOffset - firstOffset), counts[i])
  }

  async #progress(count: number, steps: number): Promise<void> {
    const [from, to] = [BigInt(this.#writerTo), BigInt(this.#writerTo + steps)]
    const batch = numbered(this.#arrivals.length, count)
    const isFirst = (await this.#log.lastTo('q', 'w')) === undefined
    const { repeated } = await this.#log.append('q', batch, { writer: 'w', from, to })
    assert.equal(repeated, steps === 0 && !isFirst)
    if (!repeated) this.#arrive(count)
    this.#writerTo += steps
    assert.equal(await this.#log.lastTo('q', 'w'), to)
  }

  /** Somewhere from before the first record to the end. */
  #offsetAt(place: number): number {
    const before = Math.max(0, this.#firstOffset - 3)
    return before + Math.round(place * (this.#arrivals.length - before))
  }

  async #read({
    from: place,
    records,
    bytes,
  }: {
    from: number
    records: number
    bytes: number
  }): Promise<void> {
    const from = this.#offsetAt(place)
    const read = this.#log.read('q', BigInt(from), { recordsMax: records + 1, bytesMax: bytes })
    if (from < this.#firstOffset) return await assert.rejects(read, OffsetOutOfRange)
    const batches = await read
    const numbers = numbersOf(batches)
    assert.deepEqual(numbers, range(from, from + numbers.length))
    assert.ok(numbers.length <= records + 1 && numbers.length >= Math.min(1, this.#arrivals.length - from))
    const size = batches.reduce((sum, { lines }) => sum + lines.byteLength, 0)
    assert.ok(size <= bytes || numbers.length === 1)
    let at = from
    for (const { firstOffset, nextOffset, count, arrivedAtMs } of batches) {
      assert.deepEqual([Number(firstOffset), Number(nextOffset)], [at, at + count])
      assert.deepEqual(
        this.#arrivals.slice(at, at + count),
        Array.from({ length: count }, () => arrivedAtMs),
      )
      at += count
    }
    assert.equal(await this.#log.arrivedAtMs('q', BigInt(from)), this.#arrivals[from])
  }

  async #scan({ from: place, bytes }: { from: number; bytes: number }): Promise<void> {
    const from = this.#offsetAt(place)
    const scanning = this.#log.scan('q', BigInt(from), bytes > 300 ? {} : { bytesMax: bytes })
    if (from < this.#firstOffset) return await assert.rejects(scanning, OffsetOutOfRange)
    const scan = await scanning
    assert.ok(Number(scan.to) > from || from === this.#arrivals.length)
    if (bytes > 300) assert.equal(Number(scan.to), this.#arrivals.length)
    this.#scans.push({ scan, wanted: range(from, Number(scan.to)) })
    const again = await this.#log.scan('q', scan.from, { to: scan.to })
    assert.deepEqual(await numbersScanned(compute, again), range(from, Number(scan.to)))
    again.release()
  }

  async #pass(ms: number): Promise<void> {
    await this.#clock.asleep()
    await this.#clock.advance(ms)
    await this.#clock.asleep()
  }

  async #trim(age: number): Promise<void> {
    const before = this.#clock.nowMs() - age
    const first = Number(await this.#log.trim('q', before))
    const young = this.#arrivals.findIndex((arrived) => arrived >= before)
    assert.ok(
      first >= this.#firstOffset &&
        first <= Math.max(this.#firstOffset, young < 0 ? this.#arrivals.length : young),
    )
    if (young < 0) assert.equal(first, this.#arrivals.length)
    this.#firstOffset = Math.max(first, this.#firstOffset)
  }

  async #reopen(): Promise<void> {
    await this.releaseScans()
    await this.#log.close()
    this.#log = await openLog(this.#directory, this.#clock)
    if (this.#writerTo > 0) assert.equal(await this.#log.lastTo('q', 'w'), BigInt(this.#writerTo))
  }

  /** Whatever was sealed or trimmed since, the files of a scan are what they were. */
  async releaseScans(): Promise<void> {
    for (const { scan, wanted } of this.#scans.splice(0)) {
      assert.deepEqual(await numbersScanned(compute, scan), wanted)
      scan.release()
    }
  }

  async close(): Promise<void> {
    await this.releaseScans()
    await this.#log.close()
  }
}

async function numbersScanned(compute: Compute, { files }: Scan): Promise<number[]> {
  const numbers: number[] = []
  for (const file of files)
    if (file.kind === 'parquet') {
      const { lines } = await compute.unseal({ ...file, schema: numberSchema })
      numbers.push(...numbersOf([{ lines }]))
    } else {
      const bytes = (await readFile(file.path)).subarray(file.byteFrom, file.byteTo)
      numbers.push(...numbersOf([{ lines: bytes }]).filter((n) => n !== undefined))
    }
  return numbers
}

test('whatever is done in whatever order, a queue behaves as an array of its records', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const directory = await mkdtemp(join(tmpdir(), 'sluice-log-'))
      const model = await Model.open(directory)
      try {
        for (const one of steps) await model.run(one)
      } finally {
        await model.close()
        await rm(directory, { recursive: true })
      }
    }),
    { numRuns: Number(process.env['SLUICE_PROPERTY_RUNS'] ?? 25), endOnFailure: true },
  )
})
