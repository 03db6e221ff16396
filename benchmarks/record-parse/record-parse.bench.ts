import {
  compileCsvWriter,
  compileProjection,
  compileRecordParser,
  compileTextWriter,
  parseSchema,
} from '../../packages/model/src/index.ts'
import { parseBySplitting } from './split-parser.ts'

/** Sizes of one request: 10,000 points of the reference row, 2,000 of the 1 KB row. */
const rows = 10_000
const wideRows = 2_000
const roundMsMin = 1_500
const context = { ip: '203.0.113.9', arrivedAtMs: Date.UTC(2026, 0, 1) }
const options = { withIP: '', withTimestamp: '', unescapeLine: false }

/** The reference row: eight columns, about 130 bytes as a line of text. */
const schema = parseSchema([
  { key: 'id', valtype: 'long', required: true },
  { key: 'k', valtype: 'string' },
  { key: 'v', valtype: 'float' },
  { key: 'n', valtype: 'long' },
  { key: 'ts', valtype: 'date' },
  { key: 'ok', valtype: 'boolean' },
  { key: 'msg', valtype: 'string' },
  { key: 'tags', valtype: 'array', elemtype: 'string' },
])

/** The 1 KB row: a log line with some numbers. */
const wideSchema = parseSchema([
  { key: 'id', valtype: 'long', required: true },
  { key: 'ts', valtype: 'date' },
  { key: 'host', valtype: 'string' },
  { key: 'took', valtype: 'float' },
  { key: 'body', valtype: 'string' },
  { key: 'agent', valtype: 'string' },
])

/** A small fixed generator, so that every run sees the same rows. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

interface Row {
  [key: string]: unknown
}

function referenceRow(random: () => number, i: number): Row {
  return {
    id: 1_000_000_000 + i,
    k: `key-${Math.floor(random() * 1000)}`,
    v: Math.round(random() * 1e6) / 1000,
    n: Math.floor(random() * 1e6) - 5e5,
    ts: new Date(Date.UTC(2017, 0, 2) + Math.floor(random() * 864e5)).toISOString(),
    ok: random() < 0.5,
    msg: random() < 0.05 ? 'a "quoted" text\\twith tab' : 'the quick brown fox jumps',
    tags: ['alpha', `t${i % 10}`],
  }
}

function wideRow(random: () => number, i: number): Row {
  const words = Array.from({ length: 100 }, () => `word${Math.floor(random() * 1e4)}`)
  return {
    id: i,
    ts: new Date(Date.UTC(2017, 0, 2) + i).toISOString(),
    host: `server-${i % 20}.example.com`,
    took: random() * 10,
    body: words.join(' ').slice(0, 800),
    agent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36',
  }
}

function textLine(row: Row, keys: readonly string[]): string {
  return keys
    .map((key) => `${key}=${typeof row[key] === 'object' ? JSON.stringify(row[key]) : row[key]}`)
    .join('\t')
}

function shuffled(keys: readonly string[], random: () => number): string[] {
  return keys
    .map((key) => ({ key, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ key }) => key)
}

/** Median ms of one call, after warming up. */
function medianMs(work: () => void): number {
  for (const start = performance.now(); performance.now() - start < roundMsMin / 3; ) work()
  const times: number[] = []
  for (const start = performance.now(); performance.now() - start < roundMsMin; ) {
    const before = performance.now()
    work()
    times.push(performance.now() - before)
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN
}

function report(name: string, body: Buffer, count: number, work: () => void, plainMs?: number): number {
  const ms = medianMs(work)
  const ratio = plainMs === undefined ? '' : ` × ${(plainMs / ms).toFixed(1)}`
  const bytesEach = Math.round(body.length / count)
  console.log(
    `${name.padEnd(34)}${String(bytesEach).padStart(6)} B${(body.length / ms / 1000).toFixed(0).padStart(7)} MB/s` +
      `${(count / ms / 1000).toFixed(2).padStart(8)} M points/s${ratio.padStart(8)}`,
  )
  return ms
}

const random = randomNumbers(7)
const parser = compileRecordParser(schema, options)
const wideParser = compileRecordParser(wideSchema, options)
const keys = schema.map((field) => field.key)
const wideKeys = wideSchema.map((field) => field.key)
const records = Array.from({ length: rows }, (_, i) => referenceRow(random, i))
const wideRecords = Array.from({ length: wideRows }, (_, i) => wideRow(random, i))

const text = Buffer.from(records.map((row) => textLine(row, keys)).join('\n'))
const mixed = Buffer.from(records.map((row) => textLine(row, shuffled(keys, random))).join('\n'))
const wide = Buffer.from(wideRecords.map((row) => textLine(row, wideKeys)).join('\n'))
const json = Buffer.from(JSON.stringify(records))
const wideJson = Buffer.from(wideRecords.map((row) => JSON.stringify(row)).join('\n'))

console.log(`node ${process.version}, one thread; × = times as fast as splitting strings`)
const plain = report('text, splitting', text, rows, () => parseBySplitting(text, schema))
report('text', text, rows, () => parser.parseText(text, context), plain)
report('text, fields in random order', mixed, rows, () => parser.parseText(mixed, context), plain)
report('json', json, rows, () => parser.parseJson(json, context))
const plainWide = report('text 1 KB, splitting', wide, wideRows, () => parseBySplitting(wide, wideSchema))
report('text 1 KB', wide, wideRows, () => wideParser.parseText(wide, context), plainWide)
report('json 1 KB', wideJson, wideRows, () => wideParser.parseJson(wideJson, context))

const { lines } = parser.parseText(text, context)
const canonical = Buffer.from(lines)
const mapping = keys.map((key) => ({ target: key, source: key }))
const writeText = compileTextWriter(schema)
const project = compileProjection(mapping.slice(0, 5))
const writeCsv = compileCsvWriter(mapping, ',')
report('canonical to push text', canonical, rows, () => writeText(canonical))
report('canonical to 5 of 8 fields', canonical, rows, () => project(canonical))
report('canonical to csv', canonical, rows, () => writeCsv(canonical))
