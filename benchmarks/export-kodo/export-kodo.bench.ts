// See README.md.
import { startS3 } from '../../tests/integration/servers/s3.ts'
import { printCases } from '../export-tsdb/measure-export.ts'
import { measuring } from '../export-tsdb/measuring.ts'

const spec = {
  bucket: 'bench',
  fields: { id: '#id', k: '#k', v: '#v', n: '#n', ts: '#ts', msg: '#msg' },
  rotateStrategy: 'both',
  rotateSize: 1024 * 1024 * 1024,
  rotateInterval: 2,
}

await measuring(async (t) => {
  const store = await startS3(t, { buckets: ['bench'] })
  const options = {
    ...{ endpoint: store?.url, accessKey: store?.accessKey, secretKey: store?.secretKey },
    ...{ region: 'us-east-1', forcePathStyle: true },
  }
  const connection = { name: 'b', driver: 's3', options }
  await printCases(300_000, [
    { name: 'this server', kind: 'kodo', spec, connection: undefined },
    { name: 'versitygw', kind: 'kodo', spec, connection },
    { name: 'versitygw, gzip', kind: 'kodo', spec: { ...spec, compress: true }, connection },
  ])
})
