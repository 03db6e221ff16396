import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Field, Schema } from '@sluice/model'
import fc from 'fast-check'
import type { Arrival, Compute } from './compute.ts'
import { createCompute } from './duckdb-compute.ts'
import { duckdb } from './testing/duckdb-query.ts'

let folder = ''
let compute: Compute
let files = 0

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-compute-'))
  compute = await createCompute({ scratchDirectory: join(folder, 'scratch'), timeZone: 'Asia/Shanghai' })
})
after(async () => {
  await compute.close()
  await rm(folder, { recursive: true, force: true })
})

const limits = { threads: 2, memoryBytesMax: 1024 ** 3, timeoutMs: 60_000 }

async function linesFile(lines: readonly string[]) {
  const path = join(folder, `${files++}.jsonl`)
  await writeFile(path, lines.map((line) => `${line}\n`).join(''))
  return { kind: 'lines' as const, path }
}

async function sealed(
  schema: Schema,
  lines: readonly string[],
  firstOffset = 0n,
  arrivals: readonly Arrival[] = [{ offset: firstOffset, arrivedAtMs: 1_483_286_400_123 }],
) {
  const target = join(folder, `${files++}.parquet`)
  const done = await compute.seal({ files: [await linesFile(lines)], schema, target, firstOffset, arrivals })
  return { target, ...done }
}

const textOf = (lines: Uint8Array) => Buffer.from(lines).toString('utf8')
const plain = (key: string, valtype: Field['valtype']): Field => ({ key, valtype, required: false })

test('a sealed file gives back the records of any range, with their arrival times', async () => {
  const lines = Array.from({ length: 10 }, (_, i) => `{"id":${i}}`)
  // A clock that was set back: times come again.
  const arrivals = [5, 3, 5].map((arrivedAtMs, i) => ({ offset: BigInt(100 + i * 3), arrivedAtMs }))
  const headed = ['{"#":[1]}', ...lines.slice(0, 3), '{"#":[2]}', ...lines.slice(3)]
  const schema = [plain('id', 'long')]
  const { target: path, count, bytes } = await sealed(schema, headed, 100n, arrivals)
  assert.equal(count, 10)
  assert.ok(bytes > 0)
  const whole = await compute.unseal({ path, schema, from: 100n, to: 110n })
  assert.deepEqual(
    { ...whole, lines: textOf(whole.lines) },
    { lines: `${lines.join('\n')}\n`, count: 10, arrivals },
  )
  const part = await compute.unseal({ path, schema, from: 105n, to: 107n })
  assert.equal(textOf(part.lines), '{"id":5}\n{"id":6}\n')
  assert.deepEqual(part.arrivals, [
    { offset: 105n, arrivedAtMs: 3 },
    { offset: 106n, arrivedAtMs: 5 },
  ])
})

test('arrival times keep their milliseconds', async () => {
  const schema = [plain('id', 'long')]
  const arrivals = Array.from({ length: 1500 }, (_, i) => ({
    offset: BigInt(i),
    arrivedAtMs: 1_483_286_400_000 + i * 997,
  }))
  const { target: path } = await sealed(schema, Array(1500).fill('{}'), 0n, arrivals)
  const given = await compute.unseal({ path, schema, from: 0n, to: 1500n })
  assert.deepEqual(given.arrivals, arrivals)
})

test('a file sealed before the schema grew lacks the new fields, also inside of maps', async () => {
  const old: Schema = [{ ...plain('m', 'map'), schema: [plain('a', 'long')] }]
  const { target: path } = await sealed(old, ['{"m":{"a":1}}', '{}'])
  const schema: Schema = [
    { ...plain('m', 'map'), schema: [plain('a', 'long'), plain('b', 'string')] },
    plain('c', 'date'),
  ]
  const { lines } = await compute.unseal({ path, schema, from: 0n, to: 2n })
  assert.equal(textOf(lines), '{"m":{"a":1}}\n{}\n')
  const table = { names: ['t'], schema, files: [{ kind: 'parquet' as const, path, from: 0n, to: 2n }] }
  const result = await compute.execute(duckdb('select m.b as b, m, c, 1 as one from t'), [table], limits)
  assert.equal(textOf(result.lines), '{"m":{"a":1},"one":1}\n{"one":1}\n')
})

test('sealed files of several ages and a part of one are read as one table, in order', async () => {
  const inner = [plain('list', 'long'), { ...plain('deep', 'map'), schema: [plain('x', 'string')] }]
  const old: Schema = [
    { ...plain('m', 'map'), schema: inner },
    { ...plain('a', 'array'), elemtype: 'string' },
  ]
  // The new field has the name of a member of the map: only what stands at the top is a column.
  const schema: Schema = [...old, plain('deep', 'long')]
  const first = await sealed(old, ['{"a":["x"]}', '{"m":{"list":1,"deep":{"x":"y"}}}'])
  const second = await sealed(old, ['{"a":["z"]}'], 2n)
  const third = await sealed(schema, ['{"deep":3}', '{"deep":4}'], 3n)
  const files = [
    { kind: 'parquet' as const, path: first.target, from: 1n, to: 2n },
    { kind: 'parquet' as const, path: second.target },
    { kind: 'parquet' as const, path: third.target, from: 3n, to: 4n },
  ]
  const { lines } = await compute.execute(
    duckdb('select * from t'),
    [{ names: ['t'], schema, files }],
    limits,
  )
  assert.equal(textOf(lines), '{"m":{"list":1,"deep":{"x":"y"}}}\n{"a":["z"]}\n{"deep":3}\n')
})

test('a line longer than those that are read at first is read all the same, and one that is too long is told', async () => {
  const schema = [plain('s', 'string')]
  const read = async (bytes: number) => {
    const files = [await linesFile(['{"s":"a"}', `{"s":"${'b'.repeat(bytes)}"}`, '{"s":"c"}'])]
    const table = { names: ['t'], schema, files }
    return textOf((await compute.execute(duckdb('select length(s) as n from t'), [table], limits)).lines)
  }
  assert.equal(await read(40_000_000), `{"n":1}\n{"n":40000000}\n{"n":1}\n`)
  await assert.rejects(read(140_000_000), { message: /^a record is longer than the 64 MiB/ })
})

test('an exported Parquet file has the columns of the schema and no others', async () => {
  const schema = [plain('id', 'long'), plain('at', 'date')]
  const { path } = await linesFile(['{"id":7,"at":"2017-01-02T07:00:00Z"}', '{}'])
  const target = join(folder, 'export.parquet')
  await compute.parquet(path, schema, target)
  assert.equal((await readFile(target)).subarray(0, 4).toString(), 'PAR1')
  // Reading it back as a sealed file needs `_offset`, which it does not have.
  await assert.rejects(compute.unseal({ path: target, schema, from: 0n, to: 2n }), { message: /_offset/ })
})

test('a file that is not there is not the fault of the query', async () => {
  const missing = { kind: 'lines' as const, path: join(folder, 'missing.jsonl') }
  const table = { names: ['t'], schema: [plain('id', 'long')], files: [missing] }
  await assert.rejects(compute.execute(duckdb('select * from t'), [table], limits), { kind: 'engine' })
})

test('more jobs than processes wait; one whose caller gives up while waiting leaves the others alone', async () => {
  const own = await createCompute({ scratchDirectory: join(folder, 'one'), timeZone: 'UTC', processes: 1 })
  try {
    const table = { names: ['t'], schema: [plain('id', 'long')], files: [await linesFile(['{"id":1}'])] }
    const run = (sql: string, signal?: AbortSignal) => own.execute(duckdb(sql), [table], limits, signal)
    const stop = new AbortController()
    const first = run('select id from t')
    const second = run('select id + 1 as id from t', stop.signal)
    const third = run('select id + 2 as id from t')
    stop.abort(new Error('no longer needed'))
    await assert.rejects(second, { message: 'no longer needed' })
    assert.equal(textOf((await first).lines), '{"id":1}\n')
    assert.equal(textOf((await third).lines), '{"id":3}\n')
    assert.equal(textOf((await run('select id + 3 as id from t')).lines), '{"id":4}\n')
    assert.deepEqual(await readdir(join(folder, 'one')), [])
  } finally {
    await own.close()
  }
})

test('a job has the memory of its container, and no more than the machine', async () => {
  const sql = 'select count(*) as n from (select i, count(*) from range(6000000) t(i) group by i)'
  const memoryBytesMax = 256 * 1024 ** 2
  await assert.rejects(compute.execute(duckdb(sql), [], { ...limits, memoryBytesMax }), { kind: 'limit' })
  const more = { ...limits, memoryBytesMax: 4 * memoryBytesMax }
  assert.equal(textOf((await compute.execute(duckdb(sql), [], more)).lines), '{"n":6000000}\n')
  const everything = { ...limits, threads: 4096, memoryBytesMax: 2 ** 60 }
  assert.equal(textOf((await compute.execute(duckdb(sql), [], everything)).lines), '{"n":6000000}\n')
})

test('after close every call is refused', async () => {
  const own = await createCompute({ scratchDirectory: join(folder, 'closed'), timeZone: 'UTC' })
  await own.close()
  await assert.rejects(own.analyze(duckdb('select 1 as x'), []), { kind: 'engine' })
})

test('queries do not see the environment of the server', async () => {
  const given = await compute.analyze(duckdb("select getenv('PATH') as x"), [])
  assert.match(given.diagnostics[0]?.message ?? '', /getenv/)
})

interface Case {
  readonly field: Field
  readonly value: string | undefined
}

const longs = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)
const floats = fc
  .double({ noDefaultInfinity: true, noNaN: true })
  .map((value) => JSON.stringify(value))
  // Long runs of digits are compared as longs below.
  .filter((text) => !/^-?\d{16,}$/.test(text))
const strings = fc
  .string({ unit: fc.constantFrom(...'ab=\\"/ \u0001\u001f\u007f\u2028数😀<,\n\t\r\b\f'), maxLength: 12 })
  .map((text) => JSON.stringify(text))
const instants = fc
  .tuple(
    fc.integer({
      min: Date.UTC(2, 0, 2) - 62_000_000_000_000 + 62_000_000_000_000,
      max: 253_402_214_400_000,
    }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([ms, micros]) => {
    const text = new Date(ms).toISOString()
    if (micros > 0) return `"${text.slice(0, -1)}${String(micros).padStart(3, '0')}Z"`
    return `"${text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text}"`
  })

function caseOf(key: string, depth: number): fc.Arbitrary<Case> {
  const scalar = (valtype: Field['valtype'], values: fc.Arbitrary<string>) =>
    values.map((value): Case => ({ field: plain(key, valtype), value }))
  const list = (elemtype: NonNullable<Field['elemtype']>, values: fc.Arbitrary<string>) =>
    fc
      .array(values, { maxLength: 4 })
      .map((items): Case => ({ field: { ...plain(key, 'array'), elemtype }, value: `[${items.join(',')}]` }))
  const map = recordOf(depth - 1).map(
    ({ schema, line }): Case => ({ field: { ...plain(key, 'map'), schema }, value: line }),
  )
  return fc
    .oneof(
      scalar('boolean', fc.constantFrom('true', 'false')),
      scalar('long', longs),
      scalar('float', floats),
      scalar('date', instants),
      scalar('string', strings),
      scalar(
        'jsonstring',
        fc.jsonValue().map((value) => JSON.stringify(JSON.stringify(value))),
      ),
      list('long', longs),
      list('float', floats),
      list('string', strings),
      list('boolean', fc.constantFrom('true', 'false')),
      ...(depth > 0 ? [map] : []),
    )
    .chain((one) => fc.constantFrom(one, one, one, { ...one, value: undefined }))
}

function recordOf(depth: number): fc.Arbitrary<{ schema: Schema; line: string }> {
  return fc
    .uniqueArray(fc.stringMatching(/^[abAB_][ab1_]{0,2}$/), { minLength: 1, maxLength: 6 })
    .chain((keys) => fc.tuple(...keys.map((key) => caseOf(key, depth))))
    .map((cases) => ({
      schema: cases.map(({ field }) => field),
      line: `{${cases
        .filter(({ value }) => value !== undefined)
        .map(({ field, value }) => `"${field.key}":${value}`)
        .join(',')}}`,
    }))
}

/** Numbers of a line as they compare, not as they are spelled: 1e5 and 100000.0 are the same float. */
function comparable(line: string): unknown {
  return JSON.parse(
    line.replaceAll(
      /("(?:[^"\\]|\\.)*")|((?<![\d.eE+-])-?\d{16,}(?![\d.eE]))/g,
      (all, text) => text ?? `"${all}"`,
    ),
  )
}

test('any record survives sealing, unsealing and a query, whatever its fields are called', async () => {
  await fc.assert(
    fc.asyncProperty(recordOf(2), async ({ schema, line }) => {
      const { target: path } = await sealed(schema, [line, '{}', line])
      const unsealed = await compute.unseal({ path, schema, from: 0n, to: 3n })
      const [first = '', second, third] = textOf(unsealed.lines).split('\n')
      assert.deepEqual(comparable(first), comparable(line))
      assert.deepEqual([second, third], ['{}', first])
      const table = { names: ['t'], schema, files: [await linesFile([line])] }
      const output = await compute.execute(duckdb('select * from t'), [table], limits)
      const values = (text: string) => Object.values(comparable(text) as object)
      assert.equal(values(textOf(output.lines)).length, values(line).length)
    }),
    { numRuns: 30 },
  )
})
