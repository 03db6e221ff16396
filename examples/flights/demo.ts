// `npm run demo`: three million real flight records through a running Sluice, and every sum checked against the source.
// The server may be killed and started again at any moment meanwhile: the demo waits for it and the sums still match.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient, NetworkError } from '@sluice/sdk'
import { Receiver } from './receiver.ts'
import { printReport } from './report.ts'
import { FlightSource } from './source.ts'

const dataDirectory = process.env['SLUICE_DATA_DIR'] || './sluice-data'
/** A flight counts as late from here on, in minutes. */
const lateMinutes = 60

const schema = [
  { key: 'date', valtype: 'date', required: true },
  { key: 'delay', valtype: 'long', required: true },
  { key: 'distance', valtype: 'long', required: true },
  { key: 'origin', valtype: 'string', required: true },
  { key: 'destination', valtype: 'string', required: true },
] as const

/** Names of this run: the demo can be run again, and beside a person's own repos. */
const run = Date.now().toString(36)
const flights = `flights_${run}`
const byAirport = `flights_by_airport_${run}`
const late = `flights_late_${run}`

const client = await connect()
const source = await FlightSource.open()
const receiver = new Receiver()
try {
  await main(client)
} finally {
  await receiver.close()
  await source.close()
}

async function main(sluice: Client): Promise<void> {
  say(`Source: ${source.file.split('/node_modules/').at(-1)}`)
  const wanted = await source.sums()
  const wantedLate = await source.sums(`delay >= ${lateMinutes}`)

  say('Creating repo, transforms and exports')
  await create(sluice)

  const startedMs = performance.now()
  const pushSeconds = await pushAll(sluice, Number(wanted.records))
  await settled(sluice, wanted.records)
  const totalSeconds = (performance.now() - startedMs) / 1000

  const objects = await source.sumsOfObjects(join(dataDirectory, 'objects/flights-demo', run, '**/*.parquet'))
  const matches = printReport({
    run,
    pushSeconds,
    totalSeconds,
    wanted,
    wantedLate,
    stored: BigInt((await sluice.page(flights, { from: 'newest' })).next),
    received: receiver.sums,
    receivedRequests: receiver.requests,
    receivedRecords: receiver.records,
    objects,
    airports: await topAirports(sluice),
  })
  await remove(sluice)
  if (!matches) process.exitCode = 1
}

async function create(sluice: Client): Promise<void> {
  await sluice.repos.create(flights, { schema })
  await sluice.transforms.create(flights, 'by_airport', byAirport, {
    mode: 'sql',
    code: `select origin, count(*) as flights, sum(delay) as delay_sum, sum(distance) as distance_sum
           from stream group by origin`,
    interval: '5s',
    whence: 'oldest',
    container: { type: '1U2G', count: 1 },
  })
  await sluice.transforms.create(flights, 'late', late, {
    mode: 'sql',
    code: `select date, delay, distance, origin, destination from stream where delay >= ${lateMinutes}`,
    interval: '5s',
    whence: 'oldest',
    container: { type: '1U2G', count: 1 },
  })
  await sluice.exports.create(byAirport, 'to_receiver', {
    type: 'http',
    whence: 'oldest',
    spec: { host: await receiver.listen(), uri: '/flights', format: 'json' },
  })
  await sluice.exports.create(late, 'to_objects', {
    type: 'kodo',
    whence: 'oldest',
    spec: {
      bucket: 'flights-demo',
      keyPrefix: `${run}/date=$(year)-$(mon)-$(day)/`,
      email: '',
      accessKey: '',
      fields: Object.fromEntries(schema.map(({ key }) => [key, `#${key}`])),
      format: 'parquet',
      rotateStrategy: 'both',
      rotateSize: 8 * 1024 * 1024,
      rotateInterval: 5,
    },
  })
}

/**
 * Pushes every row once. A push is safe to repeat only when one knows what arrived: this repo has one writer, so its next
 * offset says how many rows are stored, and after a broken connection the demo goes on from there.
 */
async function pushAll(sluice: Client, records: number): Promise<number> {
  const startedMs = performance.now()
  const elapsed = () => (performance.now() - startedMs) / 1000
  for (let stored = 0; stored < records; ) {
    const before = stored
    try {
      await sluice.push({
        repo: flights,
        text: skipLines(source.lines(), before),
        onProgress: (progress) => progressLine(before + progress.records, records, elapsed()),
      })
      stored = records
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      say('\nThe server is away; waiting for it')
      await back(sluice)
      stored = Number((await sluice.page(flights, { from: 'newest' })).next)
      say(`It is back and has ${stored.toLocaleString('en')} records; going on`)
    }
  }
  say('')
  return elapsed()
}

async function* skipLines(chunks: AsyncIterable<Buffer>, lines: number): AsyncGenerator<Buffer> {
  let left = lines
  for await (const chunk of chunks) {
    let at = 0
    while (left > 0 && at < chunk.length) {
      const end = chunk.indexOf(0x0a, at)
      if (end < 0) {
        at = chunk.length
        break
      }
      at = end + 1
      left--
    }
    if (at < chunk.length) yield chunk.subarray(at)
  }
}

/** Waits until both transforms have taken every record and both exports have delivered everything. */
async function settled(sluice: Client, records: bigint): Promise<void> {
  say('Waiting for transforms and exports to catch up')
  for (;;) {
    try {
      const tasks = (await sluice.status()).filter(({ repo }) => [flights, byAirport, late].includes(repo))
      const failed = tasks.find(({ state }) => state === 'failed')
      if (failed) throw new Error(`${failed.kind} ${failed.name} has failed: ${failed.lastError?.message}`)
      const done = tasks.every(
        ({ repo, lagRecords, position }) =>
          lagRecords === '0' && (repo !== flights || BigInt(position) === records),
      )
      if (done && tasks.length === 4) return
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      await back(sluice)
    }
    await pause(500)
  }
}

async function back(sluice: Client): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    try {
      await sluice.health()
      return
    } catch {
      await pause(500)
    }
  }
  throw new Error('the server did not come back within five minutes')
}

async function topAirports(sluice: Client) {
  const { records } = await sluice.query(
    `select origin, sum(flights) as flights, round(sum(delay_sum) / sum(flights), 1) as minutes
     from ${byAirport} group by origin order by 2 desc limit 5`,
  )
  return records.map(({ origin, flights: count, minutes }) => ({
    origin: String(origin),
    flights: Number(count),
    delayMinutes: Number(minutes),
  }))
}

/** Objects stay for a look; the repos go. */
async function remove(sluice: Client): Promise<void> {
  await sluice.exports.delete(byAirport, 'to_receiver')
  await sluice.exports.delete(late, 'to_objects')
  await sluice.transforms.delete(flights, 'by_airport')
  await sluice.transforms.delete(flights, 'late')
  await sluice.repos.delete(flights)
}

async function connect(): Promise<Client> {
  const path = join(dataDirectory, 'credentials.json')
  const fromFile = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const { server, accessKey, secretKey } = {
    server: process.env['SLUICE_SERVER'] ?? fromFile.server,
    accessKey: process.env['SLUICE_ACCESS_KEY'] ?? fromFile.accessKey,
    secretKey: process.env['SLUICE_SECRET_KEY'] ?? fromFile.secretKey,
  }
  if (server && accessKey && secretKey) {
    // One try only: pushAll decides itself how to go on after a broken connection.
    const found = createClient({ server, accessKey, secretKey, retry: { attemptsMax: 1 } })
    const answers = await found.health().then(
      () => true,
      () => false,
    )
    if (answers) return found
  }
  process.stderr.write('No Sluice server answers. Start one in another terminal, in this folder: npm start\n')
  process.exit(3)
}

function progressLine(records: number, of: number, seconds: number): void {
  const rate = Math.round(records / Math.max(seconds, 0.001)).toLocaleString('en')
  const text = `Pushing ${records.toLocaleString('en')} of ${of.toLocaleString('en')} records, ${rate} a second`
  if (process.stdout.isTTY) process.stdout.write(`\r${text}   `)
  else if (records === of) process.stdout.write(`${text}\n`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
