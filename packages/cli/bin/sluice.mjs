#!/usr/bin/env node
// `npx sluice …`: works under any Node >= 20 by handing over to the pinned Node 24 that npm installed, which runs
// TypeScript sources directly. Plain JavaScript by necessity.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)))
const main = join(packageFolder, 'src', 'main.ts')
if (Number(process.versions.node.split('.')[0]) >= 24) {
  silenceExperimentalWarnings()
  await import('../src/main.ts')
} else handOver()

/** Early releases of Node 24 warn about running TypeScript; that would be the first line of every output. */
function silenceExperimentalWarnings() {
  const emitWarning = process.emitWarning
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'object' ? rest[0]?.type : rest[0]
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest)
  }
}

function handOver() {
  const args = ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)]
  const node = pinnedNode()
  const env = { NODE_COMPILE_CACHE: join(dirname(node), '../../.cache/compile'), ...process.env }
  const child = spawn(node, args, { stdio: 'inherit', env })
  // A terminal's ctrl-c reaches the child by itself; this process only has to outlive it, for the exit code.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`cannot run ${main}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

function pinnedNode() {
  const windows = process.platform === 'win32'
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
  const binary = join('node_modules', name, 'bin', windows ? 'node.exe' : 'node')
  for (let folder = packageFolder; ; folder = dirname(folder)) {
    if (existsSync(join(folder, binary))) return join(folder, binary)
    if (folder === dirname(folder)) break
  }
  return fail(
    `Node ${process.version} is too old and npm's Node 24 is not here: run npm ci, or install Node 24`,
  )
}

function fail(message) {
  process.stderr.write(`sluice: ${message}\n`)
  process.exit(1)
}
