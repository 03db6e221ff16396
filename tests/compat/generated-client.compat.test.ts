import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from '../e2e/start-server.ts'
import { build, runChecks, toolsAreHere } from './client-program.ts'

const directory = join(import.meta.dirname, 'generated')
const bin = (name: string) => join(directory, 'node_modules', ...name.split('/'))

test('a client that a public generator makes from the OpenAPI document fits its types and the server', async (t) => {
  if (!toolsAreHere(t, ['npm'])) return
  const install = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  await build({ command: 'npm', args: install, directory })
  const node = process.execPath
  await build({ command: node, args: [bin('@hey-api/openapi-ts/bin/run.js')], directory })
  await build({ command: node, args: [bin('typescript/bin/tsc')], directory })
  await using server = await startServer({ throughNpm: true })
  await runChecks(t, { command: node, args: ['round-trip.ts'], directory }, server)
})
