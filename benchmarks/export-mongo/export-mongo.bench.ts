// See README.md.
import { startMongo } from '../../tests/integration/servers/mongo.ts'
import { printCases } from '../export-tsdb/measure-export.ts'
import { measuring } from '../export-tsdb/measuring.ts'

await measuring(async (t) => {
  const server = await startMongo(t)
  const target = { host: server?.host ?? '', dbName: 'bench' }
  const insert = { ...target, collName: 'requests', mode: 'INSERT' }
  const count = {
    ...{ ...target, collName: 'counts', mode: 'UPSERT', updateKey: ['_id'] },
    doc: { $set: { _id: '#k', last: '#ts' }, $inc: { requests: '#n' } },
  }
  await printCases(10_000, [
    { name: 'INSERT', kind: 'mongo', spec: insert, connection: undefined },
    { name: 'UPSERT, $inc', kind: 'mongo', spec: count, connection: undefined },
  ])
})
