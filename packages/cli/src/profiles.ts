import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UsageError } from './command.ts'
import type { Shell } from './shell.ts'

/** Server and keys that belong together, by name. */
export interface Profile {
  readonly server: string
  readonly accessKey: string
  readonly secretKey: string
}

export const profileDefault = 'default'

/** `{"profiles":{"<name>":{"server","accessKey","secretKey"}}}`, mode 0600. */
export function profilesPath({ env, homeDirectory }: Shell): string {
  return join(env['XDG_CONFIG_HOME'] || join(homeDirectory, '.config'), 'sluice', 'profiles.json')
}

/** No file: no profiles. Throws UsageError when it cannot be understood. */
export async function readProfiles(shell: Shell): Promise<ReadonlyMap<string, Profile>> {
  const path = profilesPath(shell)
  const file = await readJsonFile(path)
  if (file === undefined) return new Map()
  const profiles = member(file, 'profiles')
  if (typeof profiles !== 'object' || profiles === null)
    throw new UsageError(`${path} has no "profiles"`, 'delete it, then run sluice config set')
  const entries = Object.entries(profiles)
  return new Map(entries.map(([name, profile]) => [name, readProfile(profile, `${path}, profile '${name}'`)]))
}

export async function writeProfiles(shell: Shell, profiles: ReadonlyMap<string, Profile>): Promise<void> {
  const path = profilesPath(shell)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const text = `${JSON.stringify({ profiles: Object.fromEntries(profiles) }, null, 2)}\n`
  // Beside and renamed, so that an interrupted write loses no keys; the mode again, in case the file was there already.
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await chmod(`${path}.new`, 0o600)
  await rename(`${path}.new`, path)
}

/** A profile, or the credentials.json that a server writes: the same three members. */
export function readProfile(value: unknown, place: string): Profile {
  const text = (name: string): string => {
    const found = member(value, name)
    if (typeof found === 'string' && found !== '') return found
    throw new UsageError(`${place} has no "${name}"`)
  }
  return { server: text('server'), accessKey: text('accessKey'), secretKey: text('secretKey') }
}

/** undefined when there is no such file. */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new UsageError(`${path} is unreadable: ${error instanceof Error ? error.message : error}`)
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
