import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Exporter, ExporterType } from './exporter.ts'
import { specConformance } from './spec.conformance.ts'
import type { TestDeps } from './testing/exporter-deps.ts'
import { batchOf, everyField, lineOf, range } from './testing/records.ts'

/** A destination to test a type against. */
export interface Destination {
  /** Points to the destination, for the schema `everyField`; carries at least the field id under its own name. */
  readonly spec: unknown
  /** Points to a place where nothing can be written; absent when the type has none. */
  readonly unreachableSpec?: unknown
  /** Whether check() can tell that place from a good one. */
  readonly checks: boolean
  /** The line of a record that can never be taken there; absent when every record can. */
  readonly refusedLine?: (id: number) => string
  readonly deps: TestDeps
  /** The ids that arrived, in order, repeats included. */
  ids(): Promise<number[]>
}

const never = new AbortController().signal

/** What every export type does. `make` gives an empty destination; what it started ends with the test. */
export function exporterConformance<T>(
  type: ExporterType<T>,
  make: (context: TestContext) => Promise<Destination>,
): void {
  const check = (title: string, body: (destination: Destination, exporter: Exporter) => Promise<void>) =>
    test(`${type.kind}: ${title}`, async (context) => {
      const destination = await make(context)
      const exporter = type.create(type.parseSpec(destination.spec, everyField), destination.deps)
      try {
        await body(destination, exporter)
      } finally {
        await exporter.close()
      }
    })

  specConformance(type, async (context) => (await make(context)).spec)

  check('records arrive in order, whole, and delivered never goes back', async ({ deps, ids }, exporter) => {
    await exporter.open(undefined, never)
    let delivered = 0n
    for (let from = 0; from < 30; from += 10) {
      const to = await writeAll(exporter, from, from + 10)
      assert.ok(to >= delivered)
      delivered = to
    }
    delivered = await settleAll(exporter, deps, delivered)
    assert.equal(delivered, 30n)
    assert.deepEqual(await ids(), range(0, 30))
  })

  check('what is not delivered when it closes comes again', async ({ deps, ids, spec }, exporter) => {
    await exporter.open(undefined, never)
    const delivered = await writeAll(exporter, 0, 10)
    await exporter.close()
    const next = type.create(type.parseSpec(spec, everyField), deps)
    await next.open(undefined, never)
    const to = delivered < 10n ? await writeAll(next, Number(delivered), 10) : delivered
    assert.equal(await settleAll(next, deps, to), 10n)
    await next.close()
    assert.deepEqual(await ids(), range(0, 10))
  })

  if (type.repeatable)
    check('records that are written twice are there once', async ({ deps, ids, spec }, exporter) => {
      await exporter.open(undefined, never)
      let state = await stateAfterWriting(exporter, 0, 10)
      await settleAll(exporter, deps, 0n)
      await exporter.close()
      const again = type.create(type.parseSpec(spec, everyField), deps)
      await again.open(state, never)
      state = await stateAfterWriting(again, 0, 10)
      await settleAll(again, deps, 0n)
      await again.close()
      assert.deepEqual(await ids(), range(0, 10))
    })

  test(`${type.kind}: a record that can never be taken is rejected alone, and again when the batch comes again`, async (context) => {
    const { spec, deps, ids, refusedLine } = await make(context)
    if (!refusedLine) return context.skip('every record can be taken')
    const exporter = type.create(type.parseSpec(spec, everyField), deps)
    await exporter.open(undefined, never)
    const batch = batchOf(0, 10, (id) => (id === 3 || id === 9 ? refusedLine(id) : lineOf(id)))
    const first = await exporter.write(batch, never)
    const again = await exporter.write(batch, never)
    await settleAll(exporter, deps, 0n)
    await exporter.close()
    assert.deepEqual(
      first.rejected?.map(({ index }) => index),
      [3, 9],
    )
    assert.deepEqual(again.rejected, first.rejected)
    const arrived = [0, 1, 2, 4, 5, 6, 7, 8]
    assert.deepEqual(await ids(), type.repeatable ? arrived : [...arrived, ...arrived])
  })

  check('it opens again after a close, and closes any number of times', async ({ deps, ids }, exporter) => {
    await exporter.close()
    await exporter.open(undefined, never)
    await exporter.close()
    await exporter.close()
    await exporter.open(undefined, never)
    await exporter.open(undefined, never)
    await settleAll(exporter, deps, await writeAll(exporter, 0, 1))
    assert.deepEqual(await ids(), [0])
  })

  check('settle with nothing to do delivers nothing', async ({ ids }, exporter) => {
    await exporter.open(undefined, never)
    const progress = await exporter.settle(never)
    assert.ok(progress === undefined || progress.delivered === 0n)
    assert.deepEqual(await ids(), [])
  })

  check('the check passes before and after opening, and leaves no trace', async ({ ids }, exporter) => {
    assert.equal(await exporter.check(never), undefined)
    await exporter.open(undefined, never)
    assert.equal(await exporter.check(never), undefined)
    assert.deepEqual(await ids(), [])
  })

  check('a write after its signal fired rejects', async (_destination, exporter) => {
    await exporter.open(undefined, never)
    await assert.rejects(exporter.write(batchOf(0, 10), AbortSignal.abort(new Error('stopped'))), /stopped/)
  })

  test(`${type.kind}: a destination that cannot be reached makes a write or settle throw`, async (context) => {
    const { unreachableSpec, checks, deps } = await make(context)
    if (unreachableSpec === undefined) return context.skip('every destination of this type can be reached')
    const exporter = type.create(type.parseSpec(unreachableSpec, everyField), deps)
    if (checks) assert.match((await exporter.check(never)) ?? '', /\w/)
    await exporter.open(undefined, never)
    await assert.rejects(async () => await settleAll(exporter, deps, await writeAll(exporter, 0, 10)))
    await exporter.close()
  })
}

/** Writes the records as the runner would, and gives what is delivered. */
async function writeAll(exporter: Exporter, from: number, to: number): Promise<bigint> {
  let delivered = 0n
  for (let at = from; at < to; ) {
    const progress = await exporter.write(batchOf(at, to), never)
    delivered = progress.delivered
    at += progress.taken ?? to - at
  }
  return delivered
}

async function stateAfterWriting(exporter: Exporter, from: number, to: number) {
  const { state } = await exporter.write(batchOf(from, to), never)
  return state
}

/** Lets a year pass, so that everything is due. */
async function settleAll(exporter: Exporter, deps: TestDeps, before: bigint) {
  await deps.clock.advance(366 * 86_400_000)
  return (await exporter.settle(never))?.delivered ?? before
}
