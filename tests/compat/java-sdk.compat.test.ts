import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from '../e2e/start-server.ts'
import { build, runChecks, toolsAreHere } from './client-program.ts'

const directory = join(import.meta.dirname, 'java')

test('the published Java client works against Sluice', async (t) => {
  if (!toolsAreHere(t, ['java', 'javac', 'mvn'])) return
  await build({
    command: 'mvn',
    args: ['--quiet', '--batch-mode', '--no-transfer-progress', 'process-classes'],
    directory,
  })
  await using server = await startServer({ throughNpm: true })
  // The library writes dates with the offset of the machine: one that is not UTC is the harder case.
  const args = [
    '-Duser.timezone=Asia/Shanghai',
    '-Dfile.encoding=UTF-8',
    '-cp',
    'target/classes:target/lib/*',
  ]
  await runChecks(t, { command: 'java', args: [...args, 'sluice.compat.Main'], directory }, server)
})
