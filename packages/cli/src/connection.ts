import { join } from 'node:path'
import { UsageError } from './command.ts'
import { type Profile, profileDefault, readJsonFile, readProfile, readProfiles } from './profiles.ts'
import type { Shell } from './shell.ts'

/** Which server, with which keys, and where those were found: said when they are refused. */
export interface Connection extends Profile {
  readonly from: string
}

export const serverDefault = 'http://127.0.0.1:7758'

/** No keys anywhere: exit code 4. */
export class KeysMissing extends UsageError {}

export interface ConnectionOptions {
  readonly profile?: string | undefined
  readonly server?: string | undefined
}

/** The first that is there: --profile, environment, SLUICE_PROFILE or profile 'default', the server's own file here. */
export async function findConnection(shell: Shell, options: ConnectionOptions): Promise<Connection> {
  const found =
    (options.profile ? await namedProfile(shell, options.profile) : undefined) ??
    fromEnvironment(shell) ??
    (shell.env['SLUICE_PROFILE'] ? await namedProfile(shell, shell.env['SLUICE_PROFILE']) : undefined) ??
    (await defaultProfile(shell)) ??
    (await fromServerFolder(shell))
  if (!found)
    throw new KeysMissing(
      'no keys: neither in the environment, nor in a profile, nor in ./sluice-data',
      'set SLUICE_ACCESS_KEY and SLUICE_SECRET_KEY, or run sluice config set, or start the server in this folder',
    )
  const server = options.server ?? (options.profile ? undefined : shell.env['SLUICE_SERVER'])
  return server ? { ...found, server: withScheme(server) } : { ...found, server: withScheme(found.server) }
}

function withScheme(server: string): string {
  return /^\w+:\/\//.test(server) ? server : `http://${server}`
}

function fromEnvironment({ env }: Shell): Connection | undefined {
  const { SLUICE_ACCESS_KEY: accessKey, SLUICE_SECRET_KEY: secretKey, SLUICE_SERVER: server } = env
  if (!accessKey && !secretKey) return undefined
  if (!accessKey || !secretKey)
    throw new KeysMissing(
      `${accessKey ? 'SLUICE_ACCESS_KEY' : 'SLUICE_SECRET_KEY'} is set without its other half`,
      'set both, or neither',
    )
  return {
    server: server || serverDefault,
    accessKey,
    secretKey,
    from: 'SLUICE_ACCESS_KEY in the environment',
  }
}

async function namedProfile(shell: Shell, name: string): Promise<Connection> {
  const profiles = await readProfiles(shell)
  const profile = profiles.get(name)
  if (profile) return { ...profile, from: `profile '${name}'` }
  const known = profiles.size > 0 ? `there are: ${[...profiles.keys()].join(', ')}` : 'there is none yet'
  throw new UsageError(`profile '${name}' does not exist; ${known}`, `make it with sluice config set ${name}`)
}

async function defaultProfile(shell: Shell): Promise<Connection | undefined> {
  const profile = (await readProfiles(shell)).get(profileDefault)
  return profile && { ...profile, from: `profile '${profileDefault}'` }
}

async function fromServerFolder({ directory, env }: Shell): Promise<Connection | undefined> {
  const path = join(env['SLUICE_DATA_DIR'] || join(directory, 'sluice-data'), 'credentials.json')
  const file = await readJsonFile(path)
  return file === undefined ? undefined : { ...readProfile(file, path), from: path }
}
