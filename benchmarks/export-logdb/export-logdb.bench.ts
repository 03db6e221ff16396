// See README.md.
import { startOpenSearch } from '../../tests/integration/servers/opensearch.ts'
import { printCases } from '../export-tsdb/measure-export.ts'
import { measuring } from '../export-tsdb/measuring.ts'

const spec = {
  destRepoName: 'bench',
  doc: { id: '#id', k: '#k', v: '#v', n: '#n', at: '#ts', message: '#msg' },
}

await measuring(async (t) => {
  const server = await startOpenSearch(t)
  const options = { url: server?.url, indexPrefix: '', target: 'index', gzip: false, timeoutMs: 30_000 }
  await printCases(50_000, [
    { name: 'this server', kind: 'logdb', spec, connection: undefined },
    { name: 'OpenSearch', kind: 'logdb', spec, connection: { name: 'b', driver: 'opensearch', options } },
  ])
})
