import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { requireProgram } from './require-program.ts'
import { type RunningProgram, runProgram } from './run-program.ts'

export interface OpenSearchServer extends RunningProgram {
  readonly url: string
}

const version = '2.19.4'
const program = join(import.meta.dirname, 'OpenSearchTestServer.java')

/** One node of OpenSearch, without users, whose data outlive a kill. Undefined: the test is skipped. */
export async function startOpenSearch(
  t: Pick<TestContext, 'after' | 'skip'>,
): Promise<OpenSearchServer | undefined> {
  const folder = await requireProgram(t, 'opensearch')
  if (folder === undefined) return undefined
  const home = join(folder, `opensearch-${version}`)
  const server = await runProgram(t, {
    command: 'java',
    args: (port, data) => ['-Xmx512m', '-cp', join(home, 'lib', '*'), program, home, String(port), data],
    ready: async (port) =>
      (await fetch(`http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=1s`)).ok,
  })
  return { ...server, url: `http://127.0.0.1:${server.port}` }
}
