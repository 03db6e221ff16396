// Pushes typed records in batches: node tools/run.mjs examples/sdk/push.ts [how many]
import { ApiError, createClient } from '@sluice/sdk'
import { connection } from './connection.ts'

/** A type, and not an interface, so that it is a record of the client too. */
type Reading = {
  readonly sensor: string
  /** 64 bits: a bigint keeps every digit. */
  readonly count: bigint
  readonly celsius: number
  readonly at: string
}

const client = createClient(connection())

if (!(await client.repos.exists('readings')))
  await client.repos.create('readings', {
    schema: [
      { key: 'sensor', valtype: 'string', required: true },
      { key: 'count', valtype: 'long' },
      { key: 'celsius', valtype: 'float' },
      { key: 'at', valtype: 'date' },
    ],
  })

/** Any number of records: only what is under way is in memory. */
function* readings(howMany: number): Generator<Reading> {
  for (let n = 0; n < howMany; n++)
    yield {
      sensor: `s${n % 3}`,
      count: 9_223_372_036_854_000_000n + BigInt(n),
      celsius: 20 + (n % 10) / 10,
      at: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
    }
}

try {
  const stored = await client.push({
    repo: 'readings',
    records: readings(Number(process.argv[2] ?? 100_000)),
    inFlightMax: 2,
    onProgress: ({ records }) => process.stderr.write(`${records} stored\n`),
  })
  process.stdout.write(`${stored.records} records in ${stored.requests} requests\n`)
} catch (error) {
  if (!(error instanceof ApiError)) throw error
  process.stderr.write(`refused with ${error.code}: ${error.message}\n`)
  process.exitCode = 1
}
