// Runs every test that needs only Node and npm: `npm test`, or `npm test -- <part of a path>` for some of them.
// Suites that need more (.integration, .compat, .browser) are run by `.ci/run`, which installs what they need.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'

const wanted = process.argv.slice(2)
const suffixes = process.env.SLUICE_TEST_SUFFIXES?.split(',') ?? ['test', 'crash.test']
const patterns = suffixes.flatMap((suffix) =>
  ['packages', 'tests', 'tools', 'examples', 'benchmarks'].map((folder) => `${folder}/**/*.${suffix}.ts`),
)
const kinds = ['integration', 'compat', 'browser', 'crash']
const files = [...new Set(globSync(patterns, { exclude: (path) => String(path).includes('node_modules') }))]
  .map(String)
  .filter((file) => {
    const kind = kinds.find((name) => file.endsWith(`.${name}.test.ts`))
    return suffixes.includes(kind ? `${kind}.test` : 'test')
  })
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort()

if (files.length === 0) {
  process.stderr.write(`no test file matches ${wanted.join(' ')}\n`)
  process.exit(1)
}

const counts = { pass: 0, fail: 0, cancelled: 0, skipped: 0 }
const child = spawn(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--test',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-timeout=300000',
    ...files,
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
child.stdout.setEncoding('utf8')
let pending = ''
child.stdout.on('data', (text: string) => {
  process.stdout.write(text)
  pending += text
  const lines = pending.split('\n')
  pending = lines.pop() ?? ''
  for (const line of lines) {
    const summary = /^ℹ (pass|fail|cancelled|skipped) (\d+)$/.exec(line)
    if (summary) counts[summary[1] as keyof typeof counts] = Number(summary[2])
  }
})
child.on('exit', (code) => {
  const failed = counts.fail + counts.cancelled
  process.stdout.write(`\n${counts.pass} passed, ${failed} failed, ${counts.skipped} skipped\n`)
  process.exit(code ?? 1)
})
