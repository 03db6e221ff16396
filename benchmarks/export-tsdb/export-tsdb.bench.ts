// See README.md.
import { startInfluxdb } from '../../tests/integration/servers/influxdb.ts'
import { printCases } from './measure-export.ts'
import { measuring } from './measuring.ts'

const spec = {
  destRepoName: 'bench',
  series: 'requests',
  tags: { k: '#k' },
  fields: { id: '#id', v: '#v', n: '#n', msg: '#msg' },
  timestamp: '#ts',
}

await measuring(async (t) => {
  const influxdb = await startInfluxdb(t, { databases: ['bench'] })
  const options = {
    ...{ url: influxdb?.url, api: '1.x', password: '', token: '', createDatabase: false },
    ...{ precision: 'ns', gzip: false, timeoutMs: 30_000 },
  }
  await printCases(100_000, [
    { name: 'this server', kind: 'tsdb', spec, connection: undefined },
    { name: 'InfluxDB 1.6', kind: 'tsdb', spec, connection: { name: 'b', driver: 'influxdb', options } },
  ])
})
