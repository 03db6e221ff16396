import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { requireProgram } from './require-program.ts'
import { type RunningProgram, runProgram } from './run-program.ts'

export interface VictoriametricsServer extends RunningProgram {
  readonly url: string
  /** Series that match a selector, with their samples, after everything that arrived is visible. */
  samples(
    selector: string,
  ): Promise<readonly { metric: Record<string, string>; values: number[]; timestamps: number[] }[]>
}

/** A single VictoriaMetrics. Undefined: the test is skipped. */
export async function startVictoriametrics(t: TestContext): Promise<VictoriametricsServer | undefined> {
  const program = await requireProgram(t, 'victoriametrics')
  if (program === undefined) return undefined
  const server = await runProgram(t, {
    command: join(program, 'usr/bin/victoria-metrics'),
    args: (port, folder) => [
      `-httpListenAddr=127.0.0.1:${port}`,
      `-storageDataPath=${folder}/data`,
      '-retentionPeriod=100y',
      '-memory.allowedBytes=128MB',
    ],
    ready: async (port) => (await fetch(`http://127.0.0.1:${port}/health`)).status === 200,
  })
  const url = `http://127.0.0.1:${server.port}`
  return {
    ...server,
    url,
    async samples(selector) {
      await fetch(`${url}/internal/force_flush`)
      const response = await fetch(`${url}/api/v1/export?${new URLSearchParams({ 'match[]': selector })}`)
      const lines = (await response.text()).trim()
      return lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line))
    },
  }
}
