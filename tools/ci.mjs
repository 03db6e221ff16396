// What `.ci/run` does, in plain JavaScript so that it runs before anything is installed: the same gate as
// `npm run verify`, then the suites that need more than Node, each with what it needs. A suite that cannot run is a failure.
import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))

/** The compat suite drives the server with the published Java library: it needs a JDK and Maven. The servers that the
 *  integration suite runs against are built with these and Go. */
const commands = { javac: 'default-jdk-headless', mvn: 'maven', go: 'golang-go', openssl: 'openssl' }
const missing = Object.keys(commands).filter(
  (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0,
)
if (missing.length > 0) {
  process.stdout.write(`\n=== installing ${missing.join(', ')}\n`)
  const packages = missing.map((command) => commands[command]).join(' ')
  spawnSync('sh', ['-c', `apt-get update -q && apt-get install -qy ${packages}`], { stdio: 'inherit' })
}

const suites = [
  {
    name: 'format and lint, types',
    command: ['node', 'tools/run.mjs', 'tools/verify.ts', '--without-tests'],
  },
  { name: 'npm test', command: ['npm', 'test'] },
  { name: 'test servers', command: ['npm', 'run', 'test:servers'] },
  { name: 'integration', command: ['npm', 'run', 'test:integration'] },
  { name: 'compat', command: ['node', 'tools/run.mjs', 'tools/test.ts'], suffixes: 'compat.test' },
]

let passed = 0
let failed = 0
for (const { name, command, suffixes } of suites) {
  process.stdout.write(`\n=== ${name}: ${command.join(' ')}\n`)
  const [file, ...args] = command
  const result = spawnSync(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, ...(suffixes ? { SLUICE_TEST_SUFFIXES: suffixes } : {}) },
  })
  process.stdout.write(result.stdout ?? '')
  const counted = [...(result.stdout ?? '').matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1)
  if (counted) {
    passed += Number(counted[1])
    failed += Number(counted[2])
  } else if (result.status === 0) passed += 1
  if (result.status !== 0 && !(counted && Number(counted[2]) > 0)) {
    failed += 1
    process.stdout.write(`suite '${name}' failed with exit code ${result.status}\n`)
  }
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 ? 0 : 1)
