// See README.md. Prints one row per case: medians over five rounds.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordLogs } from '../../packages/server/src/queues/index.ts'
import { systemClock } from '../../packages/server/src/runtime/clock.ts'
import { silentLogger } from '../../packages/server/src/runtime/logger.ts'

const rounds = 5
const roundMs = 2000
const underWay = 64
const record = `{"id":1000000,"k":"key7","v":12.345,"n":7,"ts":"2017-01-12T07:30:00Z","ok":true,"msg":"${'x'.repeat(35)}"}\n`
const batch = { lines: Buffer.from(record.repeat(100)), count: 100 }

interface Round {
  readonly appends: number
  readonly syncs: number
}

async function round(repos: number): Promise<Round> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
  let syncs = 0
  const log = await recordLogs.embedded({
    directory,
    clock: systemClock,
    logger: silentLogger,
    onAppended: () => syncs++,
  })
  try {
    const queues = Array.from({ length: repos }, (_, i) => `q${i}`)
    for (const queue of queues) await log.create(queue, [])
    for (const queue of queues) await log.append(queue, batch)
    syncs = 0
    let appends = 0
    let next = 0
    const startedMs = performance.now()
    const writer = async () => {
      while (performance.now() - startedMs < roundMs) {
        await log.append(queues[next++ % repos] ?? '', batch)
        appends++
      }
    }
    await Promise.all(Array.from({ length: underWay }, writer))
    const seconds = (performance.now() - startedMs) / 1000
    return { appends: appends / seconds, syncs: syncs / seconds }
  } finally {
    await log.close()
    await rm(directory, { recursive: true, force: true })
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

process.stdout.write(`batches of ${(batch.lines.length / 1000).toFixed(1)} KB, ${underWay} under way\n\n`)
process.stdout.write('repos   appends/s     MB/s    fsyncs/s   appends a fsync   of one repo\n')
let one = 0
for (const repos of [1, 32, 1000]) {
  const results: Round[] = []
  for (let i = 0; i < rounds; i++) results.push(await round(repos))
  const appends = median(results.map((result) => result.appends))
  const syncs = median(results.map((result) => result.syncs))
  one ||= appends
  const cells = [
    String(repos).padStart(5),
    appends.toFixed(0).padStart(9),
    ((appends * batch.lines.length) / 1e6).toFixed(0).padStart(6),
    syncs.toFixed(0).padStart(9),
    (appends / syncs).toFixed(1).padStart(15),
    (appends / one).toFixed(2).padStart(11),
  ]
  process.stdout.write(`${cells.join('   ')}\n`)
}
