import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { requireProgram } from './require-program.ts'
import { type RunningProgram, runProgram } from './run-program.ts'

export interface ElasticsearchServer extends RunningProgram {
  readonly url: string
}

const version = '8.19.0'
const program = join(import.meta.dirname, 'ElasticsearchTestServer.java')

/** One node of Elasticsearch, without users and data streams, whose data outlive a kill. Undefined: the test is skipped. */
export async function startElasticsearch(
  t: Pick<TestContext, 'after' | 'skip'>,
): Promise<ElasticsearchServer | undefined> {
  const folder = await requireProgram(t, 'elasticsearch')
  if (folder === undefined) return undefined
  const home = join(folder, `elasticsearch-${version}`)
  const modules = ['--module-path', join(home, 'lib'), '--add-modules', 'ALL-MODULE-PATH']
  const server = await runProgram(t, {
    command: 'java',
    args: (port, data) => ['-Xmx512m', ...modules, program, home, String(port), data],
    ready: async (port) =>
      (await fetch(`http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=1s`)).ok,
  })
  return { ...server, url: `http://127.0.0.1:${server.port}` }
}
