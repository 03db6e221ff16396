// See README.md.
import { startMariadb } from '../../tests/integration/servers/mariadb.ts'
import { startPostgresql } from '../../tests/integration/servers/postgresql.ts'
import { printCases } from '../export-tsdb/measure-export.ts'
import { measuring } from '../export-tsdb/measuring.ts'

const spec = {
  dbName: 'shop',
  tableName: 'requests',
  columns: { id: '#id', k: '#k', v: '#v', n: '#n', ts: '#ts', msg: '#msg' },
}
const defaults = { utcOffset: '+00:00', tls: false, connectTimeoutMs: 10_000 }

await measuring(async (t) => {
  const mariadb = await startMariadb(t)
  const postgresql = await startPostgresql(t)
  await printCases(100_000, [
    { name: 'this server', kind: 'report', spec, connection: undefined },
    {
      name: 'MariaDB',
      kind: 'report',
      spec,
      connection: { name: 'b', driver: 'mysql', options: { ...defaults, ...mariadb?.connection } },
    },
    {
      name: 'PostgreSQL',
      kind: 'report',
      spec,
      connection: {
        name: 'b',
        driver: 'postgresql',
        options: { ...defaults, schema: 'public', ...postgresql?.connection },
      },
    },
  ])
})
