// See README.md. Prints one row per case: medians over five rounds.
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { compileRecordParser, parseSchema } from '@sluice/model'
import { createClient, type RepoSpec } from '@sluice/sdk'
import { startServer } from '../../tests/e2e/start-server.ts'

const rounds = 5
const roundMs = 3000
const connections = 8

const schema: RepoSpec['schema'] = [
  { key: 'id', valtype: 'long', required: true },
  { key: 'k', valtype: 'string' },
  { key: 'v', valtype: 'float' },
  { key: 'n', valtype: 'long' },
  { key: 'ts', valtype: 'date' },
  { key: 'ok', valtype: 'boolean' },
  { key: 'msg', valtype: 'string' },
  { key: 'tags', valtype: 'array', elemtype: 'string' },
]

const cases = [
  { points: 10_000, gzip: false },
  { points: 10_000, gzip: true },
  { points: 100, gzip: false },
  { points: 1, gzip: false },
]

export function rows(count: number): Buffer {
  const lines = Array.from(
    { length: count },
    (_, i) =>
      `id=${1_000_000 + i}\tk=key${i % 1000}\tv=${(i * 0.37).toFixed(3)}\tn=${i % 97}\t` +
      `ts=2017-01-12T07:${String(i % 60).padStart(2, '0')}:00.123Z\tok=${i % 2 === 0}\t` +
      `msg=${'request served by worker node 7, '}${String(i % 100_000).padStart(5, '0')}\ttags=["a${i % 10}","b"]`,
  )
  return Buffer.from(`${lines.join('\n')}\n`)
}

if (process.argv[2] === 'load') await load(process.argv.slice(3))
else await main()

async function main(): Promise<void> {
  const pinned = process.platform === 'linux'
  await using server = await startServer({
    settings: { 'log-level': 'warn', retention: '1h' },
    prefix: pinned ? ['taskset', '-c', '0'] : [],
  })
  const { url, accessKey, secretKey } = server
  const client = createClient({ server: url, accessKey, secretKey })
  await client.repos.create('bench', { schema })
  process.stdout.write(
    `one server process${pinned ? ' on one core' : ''}, ${connections} connections, ${rows(10_000).length / 10_000} bytes a point\n\n`,
  )
  process.stdout.write('points/request  gzip   points/s     MB/s  requests/s   of parsing alone\n')
  const alone = parsingAlone()
  for (const one of cases) {
    const results: number[] = []
    for (let i = 0; i < rounds; i++) results.push(await round(server, one))
    const requests = results.sort((a, b) => a - b)[rounds >> 1] ?? 0
    const points = requests * one.points
    const bytes = (rows(one.points).length / one.points) * points
    process.stdout.write(
      `${String(one.points).padStart(14)}  ${one.gzip ? 'yes ' : 'no  '}  ${String(Math.round(points)).padStart(9)}` +
        `  ${(bytes / 1e6).toFixed(1).padStart(7)}  ${requests.toFixed(0).padStart(10)}   ${(points / alone).toFixed(2).padStart(6)}\n`,
    )
  }
}

/** Points a second of the parser by itself, on a warm process. */
function parsingAlone(): number {
  const parser = compileRecordParser(parseSchema(schema), {
    withIP: '',
    withTimestamp: '',
    unescapeLine: false,
  })
  const body = rows(10_000)
  const results: number[] = []
  for (let i = 0; i < 30; i++) {
    const startedMs = performance.now()
    parser.parseText(body, { ip: '127.0.0.1', arrivedAtMs: 0 })
    results.push(10_000 / ((performance.now() - startedMs) / 1000))
  }
  return results.slice(10).sort((a, b) => a - b)[10] ?? 0
}

async function round(
  { url, accessKey, secretKey }: { url: string; accessKey: string; secretKey: string },
  { points, gzip }: { points: number; gzip: boolean },
): Promise<number> {
  const prefix = process.platform === 'linux' ? ['taskset', '-c', '1'] : []
  const [command = '', ...args] = [
    ...prefix,
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    import.meta.filename,
    'load',
    url,
    accessKey,
    secretKey,
    String(points),
    String(gzip),
  ]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error('the load process failed')
  return Number(output)
}

/** The client process: sends one body over and over, prints requests a second. */
async function load([url = '', accessKey = '', secretKey = '', points = '1', gzip]: string[]): Promise<void> {
  const text = rows(Number(points))
  const body = gzip === 'true' ? gzipSync(text, { level: 1 }) : text
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const date = new Date().toUTCString()
  const path = '/v2/repos/bench/data'
  const signature = createHmac('sha1', secretKey)
    .update(`POST\n\ntext/plain\n${date}\n${path}`)
    .digest('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
  const headers = {
    'Content-Type': 'text/plain',
    'Content-Length': body.length,
    Date: date,
    Authorization: `Pandora ${accessKey}:${signature}`,
    ...(gzip === 'true' ? { 'Content-Encoding': 'gzip' } : {}),
  }
  const send = () =>
    new Promise<void>((resolve, reject) => {
      const sent = request(url + path, { method: 'POST', agent, headers }, (response) => {
        response.resume()
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`)),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    })
  await Promise.all(Array.from({ length: connections }, send))
  const startedMs = performance.now()
  let done = 0
  const sender = async () => {
    while (performance.now() - startedMs < roundMs) {
      await send()
      done++
    }
  }
  await Promise.all(Array.from({ length: connections }, sender))
  process.stdout.write(String(done / ((performance.now() - startedMs) / 1000)))
  agent.destroy()
}
