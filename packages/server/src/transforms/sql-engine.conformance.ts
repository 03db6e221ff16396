import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Field, Schema } from '@sluice/model'
import type { ScanFile } from '../queues/record-log.ts'
import { type EngineLimits, type SqlEngine, SqlError } from './sql-engine.ts'
import { sqlEscapes } from './testing/sql-escapes.ts'

export interface EngineUnderTest {
  readonly engine: SqlEngine
  /** Lines into a file as sealing would leave it, offsets from 0; undefined when the engine reads no such files. */
  seal?(lines: string, schema: Schema, path: string): Promise<void>
  close(): Promise<void>
}

export const field = (key: string, valtype: Field['valtype'], more: Partial<Field> = {}): Field => ({
  key,
  valtype,
  required: false,
  ...more,
})

const schema: Schema = [
  field('id', 'long'),
  field('name', 'string'),
  field('price', 'float'),
  field('at', 'date'),
  field('ok', 'boolean'),
  field('tags', 'array', { elemtype: 'string' }),
  field('place', 'map', { schema: [field('city', 'string'), field('zip', 'long')] }),
  field('raw', 'jsonstring'),
]

const limits: EngineLimits = { threads: 1, memoryBytesMax: 1024 ** 3, timeoutMs: 60_000 }

/** Every SqlEngine gives these answers. */
export function sqlEngineConformance(name: string, open: (folder: string) => Promise<EngineUnderTest>): void {
  let folder = ''
  let under: EngineUnderTest
  let files = 0

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-sql-'))
    under = await open(folder)
  })
  after(async () => {
    await under.close()
    await rm(folder, { recursive: true, force: true })
  })

  const lines = async (...records: string[]): Promise<ScanFile> => {
    const path = join(folder, `input-${files++}.jsonl`)
    await writeFile(path, records.map((record) => `${record}\n`).join(''))
    return { kind: 'lines', path }
  }
  const run = async (
    sql: string,
    given: readonly ScanFile[],
    more: Partial<EngineLimits> = {},
    of: Schema = schema,
  ) =>
    under.engine.execute(sql, [{ names: ['stream', 'flights'], schema: of, files: given }], {
      ...limits,
      ...more,
    })
  const rows = async (...args: Parameters<typeof run>) =>
    Buffer.from((await run(...args)).lines)
      .toString('utf8')
      .split('\n')
      .slice(0, -1)
  const analyze = (sql: string, of: Schema = schema) =>
    under.engine.analyze(sql, [{ names: ['stream', 'flights'], schema: of }])
  const it = (title: string, check: () => Promise<void>) => test(`${name}: ${title}`, check)

  const full =
    '{"id":9223372036854775807,"name":"a\\"\\\\\\n\\u0001/中\\ud83d","price":12.5,"at":"2017-01-02T07:00:00.120Z","ok":true,"tags":["x","y"],"place":{"city":"SZ","zip":-1},"raw":"{\\"a\\": 1}"}'.replace(
      '\\ud83d',
      '',
    )

  it('a record that is selected as it is comes out as the same bytes', async () => {
    assert.deepEqual(await rows('select * from stream', [await lines(full, '{}')]), [full, '{}'])
  })

  it('block headers are not records', async () => {
    const file = await lines('{"#":[0,1,2]}', '{"id":1}', '{"#":[1,1,2]}', '{"id":2}')
    assert.deepEqual(await rows('select id from stream', [file]), ['{"id":1}', '{"id":2}'])
  })

  it('only the given bytes of a file belong to the scan', async () => {
    const file = await lines('{"id":1}', '{"id":2}', '{"id":3}')
    if (file.kind !== 'lines') throw new Error('not a file of lines')
    assert.deepEqual(await rows('select id from stream', [{ ...file, byteFrom: 9 }]), [
      '{"id":2}',
      '{"id":3}',
    ])
    assert.deepEqual(await rows('select id from stream', [{ ...file, byteTo: 9 }]), ['{"id":1}'])
    assert.deepEqual(await rows('select id from stream', [{ ...file, byteFrom: 9, byteTo: 18 }]), [
      '{"id":2}',
    ])
    assert.deepEqual(await rows('select id from stream', [{ ...file, byteFrom: 9, byteTo: 9 }]), [])
  })

  it('several files are one table, in their order', async () => {
    const given = [await lines('{"id":3}'), await lines('{"id":1}'), await lines('{"id":2}')]
    assert.deepEqual(await rows('select id from flights', given), ['{"id":3}', '{"id":1}', '{"id":2}'])
  })

  it('sealed files and lines mix, and only the rows in range count', async () => {
    if (!under.seal) return
    const path = join(folder, 'sealed.parquet')
    await under.seal(
      '{"id":0}\n{"id":1,"place":{"city":"BJ"}}\n{"id":2}\n',
      [field('id', 'long'), field('place', 'map', { schema: [field('city', 'string')] })],
      path,
    )
    const sealed: ScanFile = { kind: 'parquet', path, from: 1n, to: 3n }
    const given = [sealed, await lines('{"id":3,"place":{"city":"SH","zip":7},"name":"n"}')]
    assert.deepEqual(await rows('select id, place, name from stream', given), [
      '{"id":1,"place":{"city":"BJ"}}',
      '{"id":2}',
      '{"id":3,"place":{"city":"SH","zip":7},"name":"n"}',
    ])
  })

  it('a table without files has no rows', async () => {
    assert.deepEqual(await rows('select * from stream', []), [])
    assert.deepEqual(await rows('select count(*) from stream', []), ['{"count":0}'])
  })

  it('long lines are read', async () => {
    const name = 'x'.repeat(4_000_000)
    const file = await lines(`{"id":1,"name":"${name}"}`, '{"id":2}')
    assert.deepEqual(await rows('select id, length(name) as n from stream', [file]), [
      '{"id":1,"n":4000000}',
      '{"id":2}',
    ])
  })

  it('ORDER BY decides the order of the answer', async () => {
    const file = await lines(...Array.from({ length: 5000 }, (_, i) => `{"id":${(i * 7919) % 5000}}`))
    const ids = (await rows('select id from stream order by id desc', [file])).map(
      (line) => JSON.parse(line).id,
    )
    assert.deepEqual(
      ids,
      Array.from({ length: 5000 }, (_, i) => 4999 - i),
    )
  })

  it('WITH, UNION, subqueries, windows, comments and a last semicolon are SQL', async () => {
    const file = await lines('{"id":1}', '{"id":2}', '{"id":2}')
    const sql = `-- the first; comment
      with twice as (select id, count(*) over (partition by id) as n from stream /* ; */)
      select id, n from twice where id in (select max(id) from stream)
      union all select 0, (select count(*) from flights); -- over; out
      ;`
    assert.deepEqual((await rows(sql, [file])).sort(), ['{"id":0,"n":3}', '{"id":2,"n":2}', '{"id":2,"n":2}'])
  })

  it('every type comes out in canonical form', async () => {
    const sql = `select true as b, 1Y as i, sum(id) as s, 2.50 as d, 1e300 as f, cast('NaN' as double) as nan, cast('Infinity' as float) as inf,
      timestamp '2017-01-02 15:00:00+08:00' as t, timestamp '2017-01-02 15:00:00.5' as ms, timestamp '2017-01-02 15:00:00.000001' as us,
      date '2017-01-02' as day, array(1, null, 3) as l, array('a', null) as ls,
      named_struct('a', 1, 'b', null, 'c', named_struct('d', array(1.5))) as m, null as nothing, "" as empty from stream`
    const file = await lines('{"id":1}', '{"id":2}')
    assert.deepEqual(await rows(sql, [file]), [
      '{"b":true,"i":1,"s":3,"d":2.5,"f":1e+300,"t":"2017-01-02T07:00:00Z","ms":"2017-01-02T07:00:00.500Z",' +
        '"us":"2017-01-02T07:00:00.000001Z","day":"2017-01-01T16:00:00Z","l":[1,3],"ls":["a"],"m":{"a":1,"c":{"d":[1.5]}},"empty":""}',
    ])
  })

  it('the answer says its own schema', async () => {
    const {
      schema: given,
      count,
      truncated,
    } = await run('select id, place, tags, `at`, count(*) over () as n, array(1.5) as l from stream', [
      await lines('{"id":1}'),
    ])
    assert.equal(count, 1)
    assert.equal(truncated, false)
    assert.deepEqual(given, [
      field('id', 'long'),
      field('place', 'map', { schema: [field('city', 'string'), field('zip', 'long')] }),
      field('tags', 'array', { elemtype: 'string' }),
      field('at', 'date'),
      field('n', 'long'),
      field('l', 'array', { elemtype: 'float' }),
    ])
  })

  it('an answer in the form of a destination has its fields only, in its order', async () => {
    const output: Schema = [
      field('n', 'long'),
      field('raw', 'jsonstring'),
      field('place', 'map', {
        schema: [field('zip', 'long'), field('country', 'string'), field('city', 'string')],
      }),
      field('more', 'string'),
    ]
    const file = await lines('{"id":1,"name":"{}","place":{"city":"SZ","zip":5}}')
    const given = await rows(`select id, name as raw, place, 7 as n from stream`, [file], { output })
    assert.deepEqual(given, ['{"n":7,"raw":"{}","place":{"zip":5,"city":"SZ"}}'])
    await assert.rejects(run(`select 'x' as n from stream`, [file], { output }), {
      kind: 'diagnostics',
      message: /'n'.*string.*long/,
    })
  })

  it('columns without a name get one, never twice the same', async () => {
    const file = await lines('{"id":1}')
    assert.deepEqual(await rows('select count(*), count(*), max(id), 1 + 1 from flights', [file]), [
      '{"count":1,"count_2":1,"max":1,"_c3":2}',
    ])
    assert.deepEqual(await rows('select stream.id from stream', [file]), ['{"id":1}'])
  })

  it('more rows than asked for are cut off and told of', async () => {
    const file = await lines('{"id":1}', '{"id":2}', '{"id":3}')
    const cut = await run('select id from stream', [file], { rowsMax: 2 })
    assert.deepEqual(
      [Buffer.from(cut.lines).toString(), cut.count, cut.truncated],
      ['{"id":1}\n{"id":2}\n', 2, true],
    )
    const whole = await run('select id from stream', [file], { rowsMax: 3 })
    assert.deepEqual([whole.count, whole.truncated], [3, false])
  })

  it('fields whose names differ only by case are all there', async () => {
    const of: Schema = [field('Id', 'long'), field('id', 'string'), field('_offset', 'long')]
    const file = await lines('{"Id":1,"id":"a","_offset":5}')
    assert.deepEqual(await rows('select Id, id, _offset from stream', [file], {}, of), [
      '{"Id":1,"id":"a","_offset":5}',
    ])
    assert.deepEqual(await rows('select * from stream', [file], {}, of), ['{"Id":1,"id":"a","_offset":5}'])
  })

  it('analyze gives the columns without touching data', async () => {
    const analysis = await analyze('select name, avg(price) as mean, count(*) from stream group by name')
    assert.deepEqual(analysis, {
      schema: [field('name', 'string'), field('mean', 'float'), field('count', 'long')],
      fieldsRead: [['name', 'price']],
      diagnostics: [],
    })
  })

  it('analyze says which fields the query needs', async () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['select * from stream', schema.map(({ key }) => key)],
      ['select count(*) as n from stream', []],
      ['select 1 as one', []],
      ['select name as id from stream where id = 1', ['id', 'name']],
      ['select place.city as city from flights', ['place']],
      ['with t as (select * from stream) select id from t where false', ['id']],
      ['select a.id from stream a join flights b on a.id = b.id where b.name is null', ['id', 'name']],
      ['select id from stream where name in (select explode(tags) from stream)', ['id', 'name', 'tags']],
      ['select id from (select id, price from stream order by place.zip limit 3)', ['id', 'place']],
      ['select row_number() over (partition by ok order by `at`) as n from stream', ['at', 'ok']],
    ]
    for (const [sql, fields] of cases) assert.deepEqual((await analyze(sql)).fieldsRead, [fields], sql)
    const twins: Schema = [field('Id', 'long'), field('id', 'string')]
    assert.deepEqual((await analyze('select id from stream', twins)).fieldsRead, [['id']])
  })

  it('what two queries give that the other does not is told as rows, each as often as it occurs', async () => {
    const file = await lines('{"id":1}', '{"id":1}', '{"id":2}', '{"id":3}', '{"id":9223372036854775807}')
    const compare = async (before: string, after: string, rowsMax = 10) => {
      const table = { names: ['stream'], schema, files: [file] }
      const { onlyBefore, onlyAfter } = await under.engine.compare(before, after, [table], {
        ...limits,
        rowsMax,
      })
      return [onlyBefore, onlyAfter].map(({ count, lines }) => [
        count,
        ...Buffer.from(lines).toString().split('\n').slice(0, -1),
      ])
    }
    const all = 'select id from stream'
    assert.deepEqual(await compare(all, `${all};`), [[0], [0]])
    assert.deepEqual(await compare(all, 'select distinct id from stream where id < 9'), [
      [2, '{"id":1}', '{"id":9223372036854775807}'],
      [0],
    ])
    assert.deepEqual(await compare('select id from stream where id = 2', `${all} union all ${all}`, 3), [
      [0],
      [9, '{"id":1}', '{"id":1}', '{"id":1}'],
    ])
    assert.deepEqual(await compare(all, 'select id as x from stream where id = 2', 1), [
      [5, '{"id":1}'],
      [1, '{"x":2}'],
    ])
    await assert.rejects(compare(all, 'select nope from stream'), { kind: 'diagnostics', message: /nope/ })
  })

  it('a fault in the SQL is told with line and column', async () => {
    const cases: readonly (readonly [string, number | undefined, number | undefined, RegExp, string?])[] = [
      ['select 1 +', 1, 11, /expected|ends/i],
      ['select id,\n  nme from stream', 2, 3, /nme/, 'nme'],
      ["select '中', nope from stream", 1, 13, /nope/, 'nope'],
      ['select id\nfrom strem', 2, 6, /strem/],
      ['select nofunction(id) from stream', 1, 8, /nofunction/],
      ["select name + 1 from stream where sum('x') > 1", 1, 35, /HAVING/],
      ['select name from stream group by id', 1, 8, /GROUP BY/],
      ['select instr(name) from stream', 1, 8, /2 to 4 arguments/],
      ['select id + tags as x from stream', 1, 13, /array<string>/],
    ]
    for (const [sql, line, column, message, unknownField] of cases) {
      const { diagnostics } = await analyze(sql)
      assert.equal(diagnostics.length, 1, sql)
      assert.match(diagnostics[0]?.message ?? '', message, sql)
      assert.doesNotMatch(diagnostics[0]?.message ?? '', /LINE \d|\n|\^/, sql)
      assert.equal(diagnostics[0]?.line, line, sql)
      if (column !== undefined) assert.equal(diagnostics[0]?.column, column, sql)
      assert.equal(diagnostics[0]?.unknownField, unknownField, sql)
    }
  })

  it('columns that no field can hold are refused', async () => {
    for (const column of [`map('a', 1)`, `X'1F'`, `array(array(1))`, `array(named_struct('a', 1))`]) {
      const { diagnostics } = await analyze(`select ${column} as x from stream`)
      assert.match(diagnostics[0]?.message ?? '', /'x'/, column)
    }
    const twice = await analyze('select id as a, name as a from stream')
    assert.match(twice.diagnostics[0]?.message ?? '', /'a'/)
  })

  it('a record that a cast or a function cannot take gives NULL and stops nobody', async () => {
    const file = await lines('{"name":"abc","id":0}', '{"name":"7","id":2}')
    const sql =
      'select cast(name as bigint) as n, 10 / id as q, to_date(name) as d, ln(id) is null as l from stream'
    assert.deepEqual(await rows(sql, [file]), ['{"l":true}', '{"n":7,"q":5.0,"l":false}'])
  })

  it('tables that a query reads are known without them', async () => {
    const sql = `with a as (select * from stream), b as (select * from a join Flights f on true)
      select (select max(id) from other), x from b, lateral_one where exists (select 1 from db.t) union all select 1, 2 from a`
    assert.deepEqual(under.engine.tablesRead(sql), ['stream', 'Flights', 'other', 'lateral_one', 'db.t'])
    assert.throws(() => under.engine.tablesRead('select from'), SqlError)
  })

  it('several tables are joined, each under its own name', async () => {
    const tables = [
      { names: ['stream'], schema, files: [await lines('{"id":1}', '{"id":2}')] },
      {
        names: ['names'],
        schema: [field('id', 'long'), field('label', 'string')],
        files: [await lines('{"id":2,"label":"b"}')],
      },
    ]
    const sql = 'select stream.id, label from stream left join names on stream.id = names.id order by id'
    const { lines: given } = await under.engine.execute(sql, tables, limits)
    assert.equal(Buffer.from(given).toString(), '{"id":1}\n{"id":2,"label":"b"}\n')
    const parts = tables.map((table) => ({
      ...table,
      files: table.files.map((file) => ({ ...file, byteFrom: 0 })),
    }))
    assert.deepEqual(Buffer.from((await under.engine.execute(sql, parts, limits)).lines), Buffer.from(given))
  })

  it('whatever is not one SELECT over the given tables is refused', async () => {
    const file = await lines('{"id":1}')
    const path = file.path
    for (const sql of sqlEscapes(path)) {
      await assert.rejects(
        run(sql, [file]),
        (error) => error instanceof SqlError && error.kind === 'diagnostics',
        sql,
      )
      const { diagnostics } = await analyze(sql)
      assert.ok(diagnostics.length > 0, sql)
      if (!sql.includes(folder)) assert.doesNotMatch(JSON.stringify(diagnostics), new RegExp(folder), sql)
    }
    assert.deepEqual(await rows('select id from stream', [file]), ['{"id":1}'])
  })

  it('a query that takes all memory ends alone, and the next one works', async () => {
    const file = await lines('{"id":1}')
    const small = { memoryBytesMax: 256 * 1024 * 1024 }
    for (const sql of [
      'select collect_list(id) as l from range(200000000)',
      'select id, count(*) as n from range(300000000) group by id',
    ])
      await assert.rejects(
        run(sql, [file], small),
        (error) => error instanceof SqlError && error.kind === 'limit',
        sql,
      )
    assert.deepEqual(await rows('select id from stream', [file]), ['{"id":1}'])
  })

  it('an endless query ends at its time limit, or when asked to', async () => {
    const endless = 'select count(*) as n from range(10000000000000) t(i), stream where i % 7 = stream.id'
    const file = await lines('{"id":8}')
    await assert.rejects(run(endless, [file], { timeoutMs: 500 }), { kind: 'limit' })
    const stop = new AbortController()
    const given = under.engine.execute(
      endless,
      [{ names: ['stream'], schema, files: [file] }],
      limits,
      stop.signal,
    )
    stop.abort(new Error('asked to'))
    await assert.rejects(given, { message: 'asked to' })
    assert.deepEqual(await rows('select id from stream', [file]), ['{"id":8}'])
  })

  it('calls overlap', async () => {
    const file = await lines('{"id":1}')
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => rows(`select id + ${i} as id from stream`, [file])),
    )
    assert.deepEqual(answers.flat(), ['{"id":1}', '{"id":2}', '{"id":3}', '{"id":4}', '{"id":5}', '{"id":6}'])
  })
}
