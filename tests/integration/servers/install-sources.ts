import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DebianProgram, GoProgram, MavenProgram } from './programs.ts'

/** Each through its ordinary client, so with the mirrors and proxies the machine is set up for. */
export async function installFromGo({ package: path, version }: GoProgram, folder: string): Promise<void> {
  await run(folder, 'go', ['install', `${path}@${version}`], { GOBIN: folder, GOFLAGS: '-buildvcs=false' })
}

export async function installFromMaven({ artifacts }: MavenProgram, folder: string): Promise<void> {
  const pom = join(folder, 'pom.xml')
  await writeFile(pom, pomOf(artifacts))
  const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]
  await run(folder, 'mvn', ['--quiet', '--batch-mode', '--no-transfer-progress', '-f', pom, ...copy])
  await rm(pom)
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.zip')) continue
    await run(folder, 'jar', ['-xf', file])
    await rm(join(folder, file))
  }
}

export async function installFromDebian({ packages }: DebianProgram, folder: string): Promise<void> {
  const names = await toDownload(packages, folder).catch(async () => {
    // A fresh machine has no package lists.
    await run(folder, 'apt-get', ['update', '-q'])
    return await toDownload(packages, folder)
  })
  await run(folder, 'apt-get', ['download', '-q', ...names])
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.deb')) continue
    await run(folder, 'dpkg-deb', ['-x', file, folder])
    await rm(join(folder, file))
  }
}

/** The packages, and what an installation would bring with them. */
async function toDownload(packages: readonly string[], folder: string): Promise<readonly string[]> {
  const plan = await run(folder, 'apt-get', [
    'install',
    '--simulate',
    '-q',
    '--no-install-recommends',
    ...packages,
  ])
  const installed = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name)
  return [...new Set([...packages, ...installed])]
}

function pomOf(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group, name, version, type = 'jar', classifier] = artifact.split(':')
    const parts = { groupId: group, artifactId: name, version, type, classifier }
    const elements = Object.entries(parts).filter(([, value]) => value !== undefined)
    return `<dependency>${elements.map(([key, value]) => `<${key}>${value}</${key}>`).join('')}</dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sluice</groupId><artifactId>test-server</artifactId><version>1</version>
  <dependencies>${dependencies.join('\n')}</dependencies>
</project>`
}

/** Gives what it printed to stdout; throws with the end of everything it printed when it fails. */
async function run(
  folder: string,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  // 'error' (no such command) makes once() reject.
  const [code] = await once(child, 'close')
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${(output + errors).slice(-2000)}`)
  return output
}
