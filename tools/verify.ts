// The gate that every commit passes: format and lint, types, tests. `npm run verify`; `.ci/run` runs the same, with the
// tests (`npm test`) as a suite of their own so that they are counted.
import { spawnSync } from 'node:child_process'

const tests: [string, string[]] = [process.execPath, ['tools/test.ts']]
const steps: [string, string[]][] = [
  ['node_modules/.bin/biome', ['check', '--error-on-warnings', '.']],
  ['node_modules/.bin/tsc', ['--noEmit']],
  ...(process.argv.includes('--without-tests') ? [] : [tests]),
]
for (const [command, args] of steps) {
  process.stdout.write(`\n> ${[command.split('/').at(-1), ...args].join(' ')}\n`)
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
