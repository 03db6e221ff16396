#!/usr/bin/env node
// The door of every npm script: runs under any Node >= 20, installs what is missing, then hands over to the
// pinned Node 24 that npm installed (which runs TypeScript sources directly). Plain JavaScript by necessity.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [script, ...scriptArguments] = process.argv.slice(2)
if (!script) fail('usage: node tools/run.mjs <script.ts> [arguments]')

const parentCheckMs = 500

/** Where Node keeps what it made of the sources: a process that finds it starts in half the time, and 20 MB smaller. */
const compileCache = join(root, 'node_modules', '.cache', 'compile')

const developmentScripts = ['tools/test.ts', 'tools/verify.ts']
// Development tools that are there already stay: an install without them would take them away.
const hasDevelopmentTools = existsSync(join(root, 'node_modules/typescript'))
install(developmentScripts.includes(script) || hasDevelopmentTools)
const child = spawn(
  pinnedNode(),
  ['--disable-warning=ExperimentalWarning', join(root, script), ...scriptArguments],
  { stdio: 'inherit', env: { NODE_COMPILE_CACHE: compileCache, ...process.env } },
)
// npm and terminals signal this process; the server must hear it to shut down cleanly. A terminal's ctrl-c reaches
// the child by itself (same process group), so forwarding it as well is harmless: shutdown is idempotent.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
stopWithNpm()
child.on('error', (error) => fail(`cannot run ${script}: ${error.message}`))
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))

/** A signal sent to npm itself ends npm and the shell between, and reaches nobody here: without this, the server would go
 *  on, and with it the lock on its data directory. */
function stopWithNpm() {
  if (!process.env['npm_lifecycle_event']) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, parentCheckMs)
  watch.unref()
}

/** Installs what the lock file says unless it is already there. The stamp says which lock file, and whether the development
 *  tools (compiler, linter) were installed too: starting the server does not need them. Not `npm ci`: that refuses a lock
 *  file without the optional packages of platforms that a registry happens to lack. */
function install(withDevelopmentTools) {
  const stampFile = join(root, 'node_modules', '.sluice-installed')
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : ''
  if (installed === `${lock} all` || (installed === `${lock} runtime` && !withDevelopmentTools)) return
  const scope = withDevelopmentTools ? 'all' : 'runtime'
  process.stderr.write(
    `Installing ${scope === 'all' ? 'packages and development tools' : 'packages'} with npm …\n`,
  )
  const args = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(withDevelopmentTools ? [] : ['--omit=dev']),
  ]
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const result = spawnSync(npm, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) fail('npm install failed; its messages are above. Is the npm registry reachable?')
  // A copy of the checkout made with hard links must not share the stamp.
  rmSync(stampFile, { force: true })
  writeFileSync(stampFile, `${lock} ${scope}`)
}

function pinnedNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const binary = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(
    `npm has no Node 24 for ${process.platform}-${process.arch}: install Node 24 or newer and run this again`,
  )
}

function fail(message) {
  process.stderr.write(`sluice: ${message}\n`)
  process.exit(1)
}
