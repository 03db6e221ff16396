import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { exporterConformance } from '../../packages/server/src/exporters/exporter.conformance.ts'
import {
  ConfigurationError,
  type Exporter,
  RefusedBatch,
} from '../../packages/server/src/exporters/exporter.ts'
import { reportType } from '../../packages/server/src/exporters/report/index.ts'
import { testDeps } from '../../packages/server/src/exporters/testing/exporter-deps.ts'
import { batchOf, everyField, range } from '../../packages/server/src/exporters/testing/records.ts'
import { until } from '../../packages/server/src/exporters/testing/until.ts'
import { makeCertificate } from './servers/certificate.ts'
import { type MariadbServer, startMariadb } from './servers/mariadb.ts'
import { type PostgresqlServer, startPostgresql } from './servers/postgresql.ts'
import { freePort } from './servers/run-program.ts'

type Server = MariadbServer | PostgresqlServer
type Rows = Record<string, unknown>[]

const never = new AbortController().signal
const spec = {
  dbName: 'shop',
  tableName: 'orders',
  columns: { id: '#id', name: '#name', score: '#score', day: '#at' },
}
const drivers = [
  { driver: 'mysql', start: startMariadb, options: {} },
  { driver: 'postgresql', start: startPostgresql, options: { schema: 'public' } },
] as const
const defaults = { utcOffset: '+00:00', tls: false, connectTimeoutMs: 5_000 }

for (const { driver, start, options } of drivers) {
  const depsOf = async (t: TestContext, server: Server, more: object = {}) => ({
    ...(await testDeps(t)),
    connection: {
      name: 'default',
      driver,
      options: { ...server.connection, ...defaults, ...options, ...more },
    },
  })
  const started = async (t: TestContext): Promise<Server> => {
    const server = await start(t)
    assert.ok(server)
    return server
  }
  const select = (server: Server, sql: string): Promise<Rows> =>
    driver === 'mysql' ? server.query('use shop', sql) : server.query(sql)
  const run = (server: Server, ...sql: string[]): Promise<Rows> =>
    driver === 'mysql' ? server.query('use shop', ...sql) : server.query(...sql)
  const exporterOf = (t: TestContext, deps: Awaited<ReturnType<typeof depsOf>>, more: object = {}) => {
    const exporter = reportType.create(reportType.parseSpec({ ...spec, ...more }, everyField), deps)
    t.after(() => exporter.close())
    return exporter
  }
  const opened = async (t: TestContext, server: Server, more: object = {}, depsMore: object = {}) => {
    const exporter = exporterOf(t, { ...(await depsOf(t, server)), ...depsMore }, more)
    await exporter.open(undefined, never)
    return exporter
  }

  exporterConformance({ ...reportType, kind: `report ${driver}` }, async (t) => {
    const server = await started(t)
    return {
      spec,
      checks: true,
      deps: await depsOf(t, server),
      ids: async () => {
        const rows = await select(server, 'select id from orders order by _sluice_offset').catch(() => [])
        return rows.map(({ id }) => Number(id))
      },
    }
  })

  test(`${driver}: every type comes through exactly, in times of the connection's offset`, async (t) => {
    const server = await started(t)
    const deps = await depsOf(t, server, { utcOffset: '+08:00' })
    const exporter = exporterOf(t, deps)
    await exporter.open(undefined, never)
    const lines = [
      '{"id":9223372036854775807,"name":"汉字 😀 \\"\'\\\\\\n%s ? $1 {}","score":1.7976931348623157e308,"at":"2017-01-12T15:30:00.123456Z"}',
      '{"id":-9223372036854775808,"name":"","score":5e-324,"at":"1999-12-31T23:59:59Z"}',
      '{}',
    ]
    await exporter.write(
      batchOf(0, 3, (id) => lines[id] ?? ''),
      never,
    )
    const text =
      driver === 'mysql'
        ? 'cast(day as char)'
        : "to_char(day at time zone '+00:00', 'YYYY-MM-DD HH24:MI:SS.US')"
    const rows = await select(
      server,
      `select id, name, score, ${text} as day from orders order by _sluice_offset`,
    )
    const hour =
      driver === 'mysql'
        ? ['2017-01-12 23:30:00.123456', '2000-01-01 07:59:59.000000']
        : ['2017-01-12 15:30:00.123456', '1999-12-31 23:59:59.000000']
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      [
        {
          id: '9223372036854775807',
          name: '汉字 😀 "\'\\\n%s ? $1 {}',
          score: 1.7976931348623157e308,
          day: hour[0],
        },
        { id: '-9223372036854775808', name: '', score: 5e-324, day: hour[1] },
        { id: null, name: null, score: null, day: null },
      ],
    )
  })

  test(`${driver}: any text, long and float comes back as it was`, async (t) => {
    const server = await started(t)
    const exporter = await opened(t, server, {}, {})
    const text = fc.string({
      unit: fc.constantFrom(...'ab\'"\\`%_?$:;,(){}[]\t\r\n\b汉é😀\u2028'),
      maxLength: 40,
    })
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    const float = fc.double({ noNaN: true, noDefaultInfinity: true })
    const values = fc.sample(fc.tuple(long, text, float), 500)
    const line = (id: number) => {
      const [l, s, f] = values[id] ?? []
      return `{"id":${l},"name":${JSON.stringify(s)},"score":${JSON.stringify(f)}}`
    }
    await exporter.write(batchOf(0, values.length, line), never)
    const rows = await select(server, 'select id, name, score from orders order by _sluice_offset')
    assert.deepEqual(
      rows.map(({ id, name, score }) => [BigInt(String(id)), name, Number(score)]),
      values.map(([l, s, f]) => [l, s, f === 0 ? 0 : f]),
    )
  })

  test(`${driver}: a database that is ahead of a server put back from a copy is not believed`, async (t) => {
    const server = await started(t)
    const exporter = await opened(t, server)
    await exporter.write({ ...batchOf(0, 10), firstOffset: 20_000n, nextOffset: 20_010n }, never)
    await assert.rejects(
      exporter.write(batchOf(0, 10), never),
      (error: Error) => error instanceof ConfigurationError && /older copy/.test(error.message),
    )
  })

  test(`${driver}: a table made by hand is checked, and says what does not fit`, async (t) => {
    const server = await started(t)
    await run(
      server,
      'create table orders (id bigint, name varchar(5), score double precision, extra int not null)',
    )
    const exporter = exporterOf(t, await depsOf(t, server))
    await assert.rejects(exporter.open(undefined, never), (error: Error) => {
      assert.ok(error instanceof ConfigurationError)
      assert.match(error.message, /orders has no column day/)
      return true
    })
    await run(server, 'alter table orders add column day int')
    await assert.rejects(
      exporter.open(undefined, never),
      /column day of table .*orders is of type int4?, which/,
    )
    await run(
      server,
      'alter table orders drop column day',
      'alter table orders add column day timestamp null',
    )
    await assert.rejects(exporter.open(undefined, never), /does not take rows without extra/)
    await assert.rejects(exporter.check(never), /does not take rows without extra/)
    await run(server, 'alter table orders alter column extra set default 7')
    assert.equal(await exporter.check(never), undefined)
    await exporter.open(undefined, never)
    await exporter.write(batchOf(0, 2), never)
    await exporter.write(batchOf(0, 3), never)
    assert.deepEqual(
      (await select(server, 'select id, extra from orders order by id')).map(({ id, extra }) => [
        Number(id),
        extra,
      ]),
      [
        [0, 7],
        [1, 7],
        [2, 7],
      ],
    )
  })

  test(`${driver}: one row that the table cannot take is refused alone, and nothing is cut`, async (t) => {
    const server = await started(t)
    await run(
      server,
      'create table orders (id int, name varchar(5) not null, score double precision, day timestamp null)',
    )
    const exporter = await opened(t, server)
    const bad: Record<number, string> = {
      3: '{"id":3,"name":"too long"}',
      5: '{"id":99999999999,"name":"n5"}',
      8: '{"id":8}',
    }
    const exporterBatch = (from: number, to: number) =>
      batchOf(from, to, (id) => bad[id] ?? `{"id":${id},"name":"n${id}"}`)
    const refused = await byHalves(exporter, exporterBatch, 0, 20)
    assert.deepEqual(
      refused.map(({ at }) => at),
      [3, 5, 8],
    )
    const rows = await select(server, 'select id from orders order by id')
    assert.deepEqual(
      rows.map(({ id }) => Number(id)),
      range(0, 20).filter((id) => !(id in bad)),
    )
  })

  test(`${driver}: rows of a unique key are replaced, within a batch and later`, async (t) => {
    const server = await started(t)
    await run(
      server,
      'create table orders (name varchar(20) primary key, id bigint, score double precision, day timestamp null)',
    )
    const exporter = await opened(t, server)
    const line = (id: number) => `{"id":${id},"name":"n${id % 3}"}`
    await exporter.write(batchOf(0, 10, line), never)
    await exporter.write(batchOf(10, 12, line), never)
    const rows = await select(server, 'select id, name from orders order by name')
    assert.deepEqual(
      rows.map(({ id, name }) => [Number(id), name]),
      [
        [9, 'n0'],
        [10, 'n1'],
        [11, 'n2'],
      ],
    )
  })

  test(`${driver}: a replay replaces the rows of its records`, async (t) => {
    const server = await started(t)
    const live = await opened(t, server)
    await live.write(batchOf(0, 20), never)
    const replay = await opened(t, server, {}, { run: 'replay' })
    await replay.write(
      batchOf(10, 20, (id) => `{"id":${id + 100}}`),
      never,
    )
    const rows = await select(server, 'select id from orders order by _sluice_offset')
    assert.deepEqual(
      rows.map(({ id }) => Number(id)),
      [...range(0, 10), ...range(110, 120)],
    )
  })

  test(`${driver}: a server that is killed again and again has every row once`, async (t) => {
    const server = await started(t)
    await run(
      server,
      'create table orders (id bigint, name varchar(20), score double precision, day timestamp null)',
    )
    const exporter = exporterOf(t, await depsOf(t, server))
    await exporter.open(undefined, never)
    let kills = 0
    let broken = false
    for (let from = 0; from < 20_000; ) {
      try {
        if (broken) {
          await server.restart()
          await exporter.open(undefined, never)
          broken = false
        }
        const written = exporter.write(batchOf(from, from + 1_000), never)
        written.catch(() => {})
        if (kills < 5 && from % 4_000 === 0) {
          kills++
          // Some of the kills come before, some while and some after the commit.
          await new Promise((resolve) => setTimeout(resolve, kills * 12))
          await server.kill()
          broken = true
        }
        await written
        from += 1_000
      } catch (error) {
        assert.ok(
          error instanceof Error &&
            !(error instanceof ConfigurationError) &&
            !(error instanceof RefusedBatch),
          String(error),
        )
        broken = true
      }
    }
    if (broken) await server.restart()
    const [counts] = await select(server, 'select count(*) as n, count(distinct id) as d from orders')
    assert.deepEqual({ n: Number(counts?.['n']), d: Number(counts?.['d']) }, { n: 20_000, d: 20_000 })
  })

  test(`${driver}: what only a person can mend says so`, async (t) => {
    const server = await started(t)
    const wrong = async (more: object, specMore: object, message: RegExp) => {
      const exporter = exporterOf(t, await depsOf(t, server, more), specMore)
      await assert.rejects(exporter.open(undefined, never), (error: Error) => {
        assert.ok(error instanceof ConfigurationError, error.message)
        assert.match(error.message, message)
        assert.doesNotMatch(error.message, /wrong-password/)
        return true
      })
    }
    await wrong({ password: 'wrong-password' }, {}, /user and password/)
    await wrong(
      { ...(driver === 'mysql' ? { user: 'root', password: '' } : {}) },
      { dbName: 'nowhere' },
      /Create the database/,
    )
    await wrong({ tls: true }, {}, driver === 'mysql' ? /SSL|secure/i : /SSL/)
    if (driver === 'mysql') await wrong({}, { dbName: 'mysql' }, /Grant the user/)
  })

  test(`${driver}: a user who may not create tables can fill those that are there`, async (t) => {
    const server = await started(t)
    const tables = [
      'create table orders (id bigint, name varchar(20), score double precision, day timestamp null)',
      'create table _sluice_positions (run varchar(128) primary key, next bigint not null)',
    ]
    const grants =
      driver === 'mysql'
        ? [
            "create user 'writer'@'%' identified by 'pw'",
            "grant select, insert, update on shop.* to 'writer'@'%'",
          ]
        : [
            "create role writer login password 'pw'",
            'revoke create on schema public from public',
            'grant select, insert, update on all tables in schema public to writer',
          ]
    await run(server, ...tables, ...grants)
    const exporter = exporterOf(t, await depsOf(t, server, { user: 'writer', password: 'pw' }))
    await exporter.open(undefined, never)
    await exporter.write(batchOf(0, 3), never)
    assert.equal((await select(server, 'select * from orders')).length, 3)
    const other = exporterOf(t, await depsOf(t, server, { user: 'writer', password: 'pw' }), {
      tableName: 'others',
    })
    await assert.rejects(
      other.open(undefined, never),
      (error: Error) => error instanceof ConfigurationError && /Grant the user/.test(error.message),
    )
  })

  test(`${driver}: TLS, with a certificate that is trusted because the connection says so`, async (t) => {
    const certificate = await makeCertificate(t)
    const server = await start(t, certificate)
    assert.ok(server)
    const trusting = exporterOf(t, await depsOf(t, server, { tls: true, ca: certificate.pem }))
    await trusting.open(undefined, never)
    await trusting.write(batchOf(0, 1), never)
    const refused = async (more: object, message: RegExp) => {
      const exporter = exporterOf(t, await depsOf(t, server, { tls: true, ...more }))
      await assert.rejects(exporter.open(undefined, never), (error: Error) => {
        assert.ok(error instanceof ConfigurationError, error.message)
        assert.match(error.message, message)
        return true
      })
    }
    await refused({}, /self-signed certificate/)
    // The certificate is for the address.
    await refused({ ca: certificate.pem, host: 'localhost' }, /does not match certificate's altnames/)
  })

  test(`${driver}: a table that changes behind the export's back is a matter of configuration`, async (t) => {
    const server = await started(t)
    const exporter = await opened(t, server)
    await exporter.write(batchOf(0, 1), never)
    await run(server, 'alter table orders drop column score')
    await assert.rejects(exporter.write(batchOf(1, 2), never), ConfigurationError)
    await assert.rejects(exporter.check(never), ConfigurationError)
    await run(server, 'alter table orders add column score double precision')
    assert.equal(await exporter.check(never), undefined)
    await exporter.open(undefined, never)
    await exporter.write(batchOf(1, 2), never)
    assert.equal((await select(server, 'select * from orders')).length, 2)
  })

  test(`${driver}: a server that is down or hangs makes an error soon`, async (t) => {
    const server = await started(t)
    const down = exporterOf(t, await depsOf(t, server, { port: await freePort() }))
    await assert.rejects(down.check(never), /ECONNREFUSED/)
    await assert.rejects(down.open(undefined, never), /ECONNREFUSED/)
    const exporter = await opened(t, server)
    // PostgreSQL has a process for each connection, which a pause of the first one does not stop.
    const locked =
      driver === 'postgresql' && run(server, 'begin', 'lock table orders', 'select pg_sleep(1.5)')
    if (locked) await until(async () => (await select(server, lockOfOrders)).length > 0)
    server.pause()
    t.after(() => server.resume())
    await assert.rejects(exporter.write(batchOf(0, 1), AbortSignal.timeout(300)), /timeout/)
    const slow = exporterOf(t, await depsOf(t, server, { connectTimeoutMs: 300 }))
    await assert.rejects(
      slow.open(undefined, never),
      (error: Error) => !(error instanceof ConfigurationError),
    )
    server.resume()
    await locked
    await exporter.open(undefined, never)
    await exporter.write(batchOf(0, 1), never)
    assert.equal((await select(server, 'select * from orders')).length, 1)
  })
}

const lockOfOrders =
  "select 1 from pg_locks where relation = 'orders'::regclass and mode = 'AccessExclusiveLock' and granted"

/** Halves what is refused until single records are alone, as the runner does. */
async function byHalves(
  exporter: Exporter,
  batch: (from: number, to: number) => ReturnType<typeof batchOf>,
  from: number,
  to: number,
): Promise<{ at: number; reason: string }[]> {
  try {
    await exporter.write(batch(from, to), never)
    return []
  } catch (error) {
    assert.ok(error instanceof RefusedBatch, String(error))
    if (to - from === 1) return [{ at: from, reason: error.message }]
    const middle = Math.floor((from + to) / 2)
    return [
      ...(await byHalves(exporter, batch, from, middle)),
      ...(await byHalves(exporter, batch, middle, to)),
    ]
  }
}
