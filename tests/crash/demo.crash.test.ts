import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { startServer } from '../e2e/start-server.ts'

/**
 * Goal: nothing is lost and nothing counted twice when the server is killed in the middle of everything.
 * Method: the demo runs; while it pushes, and again while transforms and exports catch up, the server is killed (kill -9) and
 * started again on the same data and port. The demo checks every sum against the source itself and exits 0 only if all match.
 */
test('the demo’s sums match although the server is killed while it pushes and while it delivers', async () => {
  let server = await startServer()
  const port = new URL(server.url).port
  const demo = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../examples/flights/demo.ts')],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SLUICE_DATA_DIR: server.dataDirectory, SLUICE_SERVER: server.url },
    },
  )
  const lines: string[] = []
  createInterface({ input: demo.stderr }).on('line', (line) => lines.push(line))
  let kills = 0
  const killNow = async () => {
    kills++
    await server.kill()
    server = await startServer({ dataDirectory: server.dataDirectory, settings: { port } })
  }
  const exited = once(demo, 'exit')
  try {
    for await (const line of createInterface({ input: demo.stdout })) {
      lines.push(line)
      if (line.startsWith('Creating repo')) await untilStored(server.url, 400_000)
      if (line.startsWith('Creating repo') || line.startsWith('Waiting for transforms')) await killNow()
    }
    const [code] = await exited
    assert.equal(code, 0, lines.join('\n'))
    assert.equal(kills, 2)
    assert.ok(lines.includes('All sums match the source.'), lines.join('\n'))
  } finally {
    demo.kill('SIGKILL')
    await server[Symbol.asyncDispose]()
  }
})

/** Waits until the pushes are well under way, as the metrics tell. */
async function untilStored(url: string, records: number): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const stored = /^sluice_push_records_total\{.*\} (\d+)/m.exec(metrics)
    if (stored && Number(stored[1]) >= records) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
