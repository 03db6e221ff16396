import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { installFromDebian, installFromGo, installFromMaven } from './install-sources.ts'
import { whileLocked } from './lock-file.ts'
import { type Program, type ProgramName, programs } from './programs.ts'

/** Survives the checkout, so that a program is built once a machine. */
const cacheDirectory =
  process.env['SLUICE_TEST_CACHE'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sluice-test-servers')

/**
 * Makes sure that the program is on this machine and gives its folder. Safe to call from several processes at once. Throws
 * with the installer's own words when it cannot be had.
 */
export async function installProgram(name: ProgramName): Promise<string> {
  const folder = join(cacheDirectory, folderName(name, programs[name]))
  if (existsSync(folder)) return folder
  await mkdir(cacheDirectory, { recursive: true })
  await whileLocked(`${folder}.lock`, async () => {
    if (!existsSync(folder)) await install(name, folder)
  })
  return folder
}

/** The folder appears whole or not at all. */
async function install(name: ProgramName, folder: string): Promise<void> {
  const program: Program = programs[name]
  const partial = `${folder}.partial`
  const startedAtMs = Date.now()
  process.stderr.write(`test servers: getting ${name} from ${program.from}\n`)
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  try {
    if (program.from === 'go') await installFromGo(program, partial)
    else if (program.from === 'maven') await installFromMaven(program, partial)
    else await installFromDebian(program, partial)
    await rename(partial, folder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  const seconds = Math.round((Date.now() - startedAtMs) / 1000)
  process.stderr.write(`test servers: ${name} is in ${folder} after ${seconds} s\n`)
}

/** A changed table means another folder. */
function folderName(name: string, program: Program): string {
  if (program.from === 'go') return `${name}-${program.version}`
  const parts = program.from === 'maven' ? program.artifacts : program.packages
  const versions = parts.map((part) => part.split(':')[2] ?? part).join('-')
  return `${name}-${versions.replaceAll(/[^\w.-]/g, '_').slice(0, 80)}`
}
