import assert from 'node:assert/strict'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { createCompute } from '../../compute/duckdb-compute.ts'
import { MemoryLog } from '../../queues/memory/memory-log.ts'
import { silentLogger } from '../../runtime/logger.ts'
import { runExport } from '../export-runner.ts'
import { exporterConformance } from '../exporter.conformance.ts'
import type { Exporter, ExporterState, Progress } from '../exporter.ts'
import { queueReader } from '../queue-reader.ts'
import { type TestDeps, testDeps } from '../testing/exporter-deps.ts'
import { readObjects } from '../testing/objects.ts'
import { batchOf, everyField, idsIn, lineOf, range } from '../testing/records.ts'
import { until } from '../testing/until.ts'
import { createFolderObjectStore } from './folder-object-store.ts'
import { kodoType } from './index.ts'

const never = new AbortController().signal
const fields = { id: '#id', label: '#name' }

exporterConformance(kodoType, async (context) => {
  const deps = await testDeps(context, createFolderObjectStore)
  const notAFolder = join(deps.objectsDirectory, 'blocked')
  await mkdir(deps.objectsDirectory, { recursive: true })
  await writeFile(notAFolder, '')
  return {
    spec: { bucket: 'b', fields },
    unreachableSpec: { bucket: 'blocked', fields },
    checks: false,
    deps,
    ids: async () =>
      [...(await readObjects(deps.objectsDirectory, 'b')).values()].flatMap((o) => idsIn(String(o))),
  }
})

/** A kodo exporter that is driven by hand, as the runner would. */
class Driven {
  readonly deps: TestDeps
  readonly exporter: Exporter
  last: Progress | undefined
  constructor(deps: TestDeps, spec: object) {
    this.deps = deps
    this.exporter = kodoType.create(kodoType.parseSpec({ bucket: 'b', fields, ...spec }, everyField), deps)
  }

  async write(from: number, to: number, line?: (id: number) => string): Promise<void> {
    for (let at = from; at < to; ) {
      this.last = await this.exporter.write(batchOf(at, to, line), never)
      at += this.last.taken ?? to - at
    }
  }

  async settle(): Promise<void> {
    this.last = (await this.exporter.settle(never)) ?? this.last
  }

  /** Lets the interval pass and stores what is open. */
  async finish(): Promise<void> {
    await this.deps.clock.advance(600_000)
    await this.settle()
  }

  async objects(): Promise<[string, string][]> {
    const objects = await readObjects(this.deps.objectsDirectory, 'b')
    return [...objects].map(([key, content]) => [key, String(content)])
  }

  async ids(): Promise<number[]> {
    return (await this.objects()).flatMap(([, content]) => idsIn(content))
  }
}

async function driven(context: TestContext, spec: object = {}, state?: ExporterState): Promise<Driven> {
  const made = new Driven(await testDeps(context, createFolderObjectStore), spec)
  await made.exporter.open(state, never)
  context.after(() => made.exporter.close())
  return made
}

const rich =
  '{"id":9223372036854775807,"name":"a,\\"b\\"\\n北","score":1.50,"ok":false,"at":"2017-01-02T07:00:00Z","tags":["x"],"place":{"city":"c"},"raw":"{}"}'
const allFields = {
  id: '#id',
  n: '#name',
  s: '#score',
  ok: '#ok',
  at: '#at',
  tags: '#tags',
  place: '#place',
  raw: '#raw',
}

test('json holds one object a line with the mapped names, 64-bit numbers whole', async (t) => {
  const d = await driven(t, { fields: { name: '#name', no: '#id' } })
  await d.write(0, 2, (id) => (id === 0 ? rich : lineOf(id)))
  await d.finish()
  assert.deepEqual(await d.objects(), [
    [
      '2017-01-12-15-30-00-01234567-000000000000.json',
      '{"name":"a,\\"b\\"\\n北","no":9223372036854775807}\n{"name":"n1","no":1}\n',
    ],
  ])
})

test('text is the form of pushed records', async (t) => {
  const d = await driven(t, { format: 'text', fields: allFields })
  await d.write(0, 1, () => rich)
  await d.finish()
  const [[key, content] = []] = await d.objects()
  assert.match(key ?? '', /\.txt$/)
  assert.equal(
    content,
    'id=9223372036854775807\tn=a,"b"\\n北\ts=1.50\tok=false\tat=2017-01-02T07:00:00Z\ttags=["x"]\tplace={"city":"c"}\traw={}\n',
  )
})

test('a constant is in every line, in any format', async (t) => {
  const mapped = { app: "'a=b'", id: '#id', n: 1 }
  const contents = {
    json: '{"app":"a=b","id":0,"n":1}\n',
    text: 'app=a=b\tid=0\tn=1\n',
    csv: 'app,id,n\r\na=b,0,1\r\n',
  }
  for (const [format, content] of Object.entries(contents)) {
    const d = await driven(t, { format, delimiter: ',', fields: mapped })
    await d.write(0, 1)
    await d.finish()
    assert.equal((await d.objects())[0]?.[1], content)
  }
})

test('csv begins each file with the column names', async (t) => {
  const d = await driven(t, { format: 'csv', delimiter: ';', fields: { a: '#id', b: '#name', c: '#score' } })
  await d.write(0, 2, (id) => (id === 0 ? rich : lineOf(id)))
  await d.finish()
  await d.write(2, 3)
  await d.finish()
  assert.deepEqual(
    (await d.objects()).map(([, content]) => content),
    ['a;b;c\r\n9223372036854775807;"a,""b""\n北";1.50\r\n1;n1;\r\n', 'a;b;c\r\n2;n2;\r\n'],
  )
})

test('gzip files inflate to the same lines and end in .gz', async (t) => {
  for (const format of ['json', 'text', 'csv']) {
    const plain = await driven(t, { format, delimiter: ',' })
    const compressed = await driven(t, { format, delimiter: ',', compress: true })
    for (const d of [plain, compressed]) {
      await d.write(0, 5000)
      await d.finish()
    }
    const [[key, content] = []] = await plain.objects()
    assert.deepEqual(await compressed.objects(), [[`${key}.gz`, content]])
  }
})

test('parquet holds the mapped columns with their types', async (t) => {
  const deps = await testDeps(t, createFolderObjectStore)
  const compute = await createCompute({
    scratchDirectory: join(deps.scratchDirectory, '..', 'compute'),
    timeZone: 'Asia/Shanghai',
  })
  t.after(() => compute.close())
  const parquet: TestDeps['parquet'] = (lines, schema, target, signal) =>
    compute.parquet(lines, schema, target, signal)
  const mapped = { ...allFields, app: "'shop'" }
  const d = new Driven({ ...deps, parquet }, { format: 'parquet', compress: true, fields: mapped })
  await d.exporter.open(undefined, never)
  await d.write(0, 3, (id) => (id === 0 ? rich : lineOf(id)))
  await d.finish()
  await d.exporter.close()
  const [key] = [...(await readObjects(deps.objectsDirectory, 'b')).keys()]
  assert.match(key ?? '', /-000000000000\.parquet$/)
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create()).connect()
  const path = join(deps.objectsDirectory, 'b', key ?? '')
  const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson()
  assert.deepEqual(
    (await read(`describe from read_parquet('${path}')`)).map(([name, type]) => `${name} ${type}`),
    [
      'id BIGINT',
      'n VARCHAR',
      's DOUBLE',
      'ok BOOLEAN',
      'at TIMESTAMP WITH TIME ZONE',
      'tags VARCHAR[]',
      'place STRUCT(city VARCHAR)',
      'raw VARCHAR',
      'app VARCHAR',
    ],
  )
  const rows = await read(
    `select id, n, s, ok, epoch_ms("at"), tags, place.city, app from read_parquet('${path}') order by id`,
  )
  assert.deepEqual(rows[2], [
    '9223372036854775807',
    'a,"b"\n北',
    1.5,
    false,
    '1483340400000',
    ['x'],
    'c',
    'shop',
  ])
  assert.deepEqual(
    rows.map(([id]) => id),
    ['1', '2', '9223372036854775807'],
  )
  connection.closeSync()
})

test('by interval, one record and then silence still closes the file', async (t) => {
  const d = await driven(t, { rotateInterval: 60 })
  await d.write(0, 1)
  assert.equal(d.last?.delivered, 0n)
  assert.match(d.last?.detail ?? '', /open file: 1 records, \d+ bytes, closes at 2017-01-12 15:31:00/)
  await d.deps.clock.advance(59_000)
  await d.settle()
  assert.deepEqual(await d.ids(), [])
  await d.deps.clock.advance(1000)
  await d.settle()
  assert.deepEqual(await d.ids(), [0])
  assert.equal(d.last?.delivered, 1n)
  assert.deepEqual(d.last?.state, {})
})

test('by interval, the age counts from the first record of the file', async (t) => {
  const d = await driven(t, { rotateInterval: 60 })
  await d.write(0, 1)
  await d.finish()
  await d.deps.clock.advance(3_600_000)
  await d.write(1, 2)
  await d.deps.clock.advance(59_000)
  await d.write(2, 3)
  await d.settle()
  assert.deepEqual(await d.ids(), [0])
  await d.deps.clock.advance(1000)
  await d.write(3, 5)
  await d.finish()
  const objects = await d.objects()
  assert.deepEqual(
    objects.map(([, content]) => idsIn(content)),
    [[0], [1, 2], [3, 4]],
  )
})

test('by size, a file ends with the record that made it too large', async (t) => {
  for (const format of ['json', 'text', 'csv']) {
    const d = await driven(t, { format, delimiter: ',', rotateStrategy: 'size', rotateSize: 1000 })
    await d.write(0, 1000)
    await d.settle()
    const objects = await d.objects()
    assert.ok(objects.length > 5)
    for (const [key, content] of objects) {
      const lastLine = content.trimEnd().split('\n').at(-1) ?? ''
      assert.ok(
        content.length > 1000 && content.length - lastLine.length - 2 <= 1000,
        `${key} ${content.length}`,
      )
    }
  }
})

test('by size, compressed files are measured as written', async (t) => {
  const d = await driven(t, { rotateStrategy: 'size', rotateSize: 100_000, compress: true })
  const random = (id: number) =>
    `{"id":${id},"name":"${((id * 2654435761) % 4294967296).toString(36)}${Math.sin(id)}"}`
  for (let from = 0; from < 100_000; from += 5000) await d.write(from, from + 5000, random)
  await d.settle()
  const objects = [...(await readObjects(d.deps.objectsDirectory, 'b'))]
  assert.ok(objects.length >= 3, String(objects.length))
  for (const [key] of objects) {
    const { size } = await stat(join(d.deps.objectsDirectory, 'b', key))
    assert.ok(size > 100_000 && size < 150_000, String(size))
  }
})

test('by both, whichever comes first closes the file', async (t) => {
  const d = await driven(t, { rotateStrategy: 'both', rotateSize: 500, rotateInterval: 60 })
  await d.write(0, 30)
  await d.settle()
  const bySize = (await d.objects()).length
  assert.ok(bySize >= 1)
  await d.write(30, 31)
  await d.deps.clock.advance(60_000)
  await d.settle()
  assert.equal((await d.objects()).length, bySize + 1)
  assert.deepEqual(await d.ids(), range(0, 31))
})

test('by size alone, a file is closed after a day all the same', async (t) => {
  const d = await driven(t, { rotateStrategy: 'size' })
  await d.write(0, 1)
  await d.deps.clock.advance(86_400_000)
  await d.settle()
  assert.deepEqual(await d.ids(), [0])
})

test('a file goes on ageing over a restart, and keeps its key', async (t) => {
  const d = await driven(t, { rotateInterval: 600 })
  await d.write(0, 3)
  const state = d.last?.state
  await d.exporter.close()
  await d.deps.clock.advance(590_000)
  const next = new Driven(d.deps, { rotateInterval: 600 })
  await next.exporter.open(state, never)
  await next.write(0, 4)
  await d.deps.clock.advance(10_000)
  await next.settle()
  await next.exporter.close()
  assert.deepEqual(
    (await next.objects()).map(([key]) => key),
    ['2017-01-12-15-30-00-01234567-000000000000.json'],
  )
  assert.deepEqual(await next.ids(), range(0, 4))
})

test('magic variables are the time the file was begun, in the server’s time zone', async (t) => {
  const keyOf = async (keyPrefix: string, at = Date.UTC(2017, 0, 12, 7, 30)) => {
    const d = await driven(t, { keyPrefix })
    await d.deps.clock.advance(at - d.deps.clock.nowMs())
    await d.write(0, 1)
    await d.finish()
    return (await d.objects())[0]?.[0]
  }
  const tail = '01234567-000000000000.json'
  assert.equal(
    await keyOf('kodo-parquet/date=$(year)-$(mon)-$(day)/hour=$(hour)/min=$(min)/$(sec)'),
    `kodo-parquet/date=2017-01-12/hour=15/min=30/00-${tail}`,
  )
  assert.equal(await keyOf(''), `2017-01-12-15-30-00-${tail}`)
  assert.equal(await keyOf('key1/'), `key1/2017-01-12-15-30-00-${tail}`)
  assert.equal(await keyOf('logs'), `logs2017-01-12-15-30-00-${tail}`)
  assert.equal(await keyOf('$(year)/'), `2017/${tail}`)
  assert.equal(await keyOf('$(year)-$(mon)', Date.UTC(2017, 11, 31, 16, 0, 5)), `2018-01-${tail}`)
})

test('a replay that begins where a live file began leaves that file alone', async (t) => {
  const spec = { keyPrefix: 'day$(mon)$(day)' }
  const live = await driven(t, spec)
  await live.write(0, 10)
  await live.finish()
  const replay = new Driven({ ...live.deps, run: 'fedcba9876543210' }, spec)
  await replay.exporter.open(undefined, never)
  await replay.write(0, 3)
  await replay.exporter.finish?.(never)
  await replay.exporter.close()
  assert.deepEqual(
    (await live.objects()).map(([key, content]) => [key, idsIn(content).length]),
    [
      ['day0112-01234567-000000000000.json', 10],
      ['day0112-fedcba98-000000000000.json', 3],
    ],
  )
})

test('nothing is left in the scratch folder', async (t) => {
  const d = await driven(t)
  await d.write(0, 10)
  await d.finish()
  await d.write(10, 20)
  await d.exporter.close()
  await assert.rejects(readdir(d.deps.scratchDirectory), { code: 'ENOENT' })
})

test('crashes at any moment lose no record and leave no second object of any', async (t) => {
  const moment = fc.record({
    at: fc.constantFrom('put', 'put done', 'save', 'saved'),
    after: fc.integer({ min: 0, max: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(moment, { maxLength: 6 }),
      fc.integer({ min: 1, max: 90 }),
      async (plan, count) => {
        const deps = await testDeps(t, createFolderObjectStore)
        const log = new MemoryLog({ clock: deps.clock })
        await log.create('q', everyField)
        await log.append('q', { lines: batchOf(0, count).lines, count })
        let saved: { position: bigint; state: ExporterState | undefined } = { position: 0n, state: undefined }
        const crashes = [...plan]
        for (let round = 0; round <= plan.length + 1; round++) {
          const crash = new AbortController()
          let left = crashes[0]?.after ?? 0
          const pass = (point: string) => {
            if (crash.signal.aborted) throw new Error('crashed')
            if (crashes[0]?.at !== point || left-- > 0) return
            crashes.shift()
            crash.abort()
            throw new Error('crashed')
          }
          const objects: TestDeps['objects'] = {
            ...deps.objects,
            put: async (bucket, key, path, options) => {
              pass('put')
              await deps.objects.put(bucket, key, path, options)
              pass('put done')
            },
          }
          const exporter = kodoType.create(
            kodoType.parseSpec(
              { bucket: 'b', fields, rotateStrategy: 'both', rotateSize: 200, rotateInterval: 60 },
              everyField,
            ),
            { ...deps, objects },
          )
          const stop = new AbortController()
          const ended = runExport(
            {
              exporter,
              queue: queueReader(log, 'q'),
              limits: { recordsMax: 10, bytesMax: 1_000_000 },
              callTimeoutMs: 86_400_000,
              lingerMs: 0,
              keepRejected: async () => {},
              ...saved,
              savePosition: async (position, state) => {
                pass('save')
                saved = { position, state }
                pass('saved')
              },
              onReport: () => {},
              clock: deps.clock,
              logger: silentLogger,
              random: () => 1,
            },
            AbortSignal.any([stop.signal, crash.signal]),
          )
          // Files are real: time by hand passes slowly enough for them.
          await until(async () => {
            await deps.clock.advance(1000)
            return saved.position === BigInt(count) || crash.signal.aborted
          })
          stop.abort()
          await deps.clock.advance(0)
          await ended
        }
        assert.equal(saved.position, BigInt(count))
        const objects = await readObjects(deps.objectsDirectory, 'b')
        assert.deepEqual(
          [...objects.values()].flatMap((content) => idsIn(String(content))).sort((a, b) => a - b),
          range(0, count),
        )
      },
    ),
    { numRuns: 25 },
  )
})
