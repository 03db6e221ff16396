import { type Argument, type Call, type Command, UsageError } from '../command.ts'
import { type Connection, serverDefault } from '../connection.ts'
import { type Profile, profileDefault, profilesPath, readProfiles, writeProfiles } from '../profiles.ts'
import { printTable } from '../table.ts'

const profileArgument: Argument = {
  name: 'profile',
  optional: true,
  description: `name of the profile; default '${profileDefault}'`,
}

export const configCommands: readonly Command[] = [
  {
    name: 'config show',
    summary: 'list the profiles, and say which keys are used here',
    args: [],
    options: {},
    examples: [],
    run: show,
  },
  {
    name: 'config set',
    summary: 'save server and keys as a profile',
    args: [profileArgument],
    options: {
      'access-key': { value: 'key', description: 'access key; default: SLUICE_ACCESS_KEY' },
    },
    notes: `The secret key is taken from SLUICE_SECRET_KEY, else from standard input: other users of a machine can see
the words of a command. The server is --server, else SLUICE_SERVER, else ${serverDefault}.`,
    examples: ['sluice config set work --server http://10.0.0.5:7758 --access-key AK… < secret-key.txt'],
    run: set,
  },
  {
    name: 'config delete',
    summary: 'forget a profile',
    args: [{ name: 'profile', description: 'name of the profile' }],
    options: {},
    examples: [],
    run: async (call) => {
      const name = call.arg('profile')
      const profiles = new Map(await readProfiles(call.shell))
      if (!profiles.delete(name)) throw new UsageError(`profile '${name}' does not exist`)
      await writeProfiles(call.shell, profiles)
      await call.answer({ deleted: name }, `profile ${name} deleted`)
    },
  },
]

async function show(call: Call): Promise<void> {
  const profiles = await readProfiles(call.shell)
  const used = await usedHere(call)
  const columns = [{ title: 'PROFILE' }, { title: 'SERVER' }, { title: 'ACCESS KEY' }]
  const rows = [...profiles].map(([name, { server, accessKey }]) => [name, server, accessKey])
  const table = rows.length > 0 ? printTable(columns, rows) : 'no profiles\n'
  const use = used
    ? `used here: ${used.server}, access key ${used.accessKey}, from ${used.from}`
    : 'used here: no keys'
  const withoutSecrets = Object.fromEntries(
    rows.map(([name, server, accessKey]) => [name, { server, accessKey }]),
  )
  const usedValue = used && { server: used.server, accessKey: used.accessKey, from: used.from }
  await call.answer(
    { path: profilesPath(call.shell), profiles: withoutSecrets, used: usedValue ?? null },
    `${profilesPath(call.shell)}\n\n${table}\n${use}`,
  )
}

async function usedHere(call: Call): Promise<Connection | undefined> {
  try {
    return await call.connection()
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}

async function set(call: Call): Promise<void> {
  const { env } = call.shell
  const name = call.arg('profile') || profileDefault
  const accessKey = call.text('access-key') || env['SLUICE_ACCESS_KEY']
  if (!accessKey)
    throw new UsageError('the access key is missing', 'give --access-key or set SLUICE_ACCESS_KEY')
  const server = call.text('server') || env['SLUICE_SERVER'] || serverDefault
  const profile: Profile = {
    server,
    accessKey,
    secretKey: env['SLUICE_SECRET_KEY'] || (await askSecret(call)),
  }
  await writeProfiles(call.shell, new Map(await readProfiles(call.shell)).set(name, profile))
  await call.answer(
    { saved: name, server, accessKey },
    `profile ${name} saved in ${profilesPath(call.shell)}`,
  )
}

async function askSecret({ shell }: Call): Promise<string> {
  if (shell.stdin.isTTY) await shell.stderr.write('secret key (it is shown as you type it): ')
  let text = ''
  for await (const chunk of shell.stdin) {
    text += Buffer.from(chunk).toString('utf8')
    if (text.includes('\n')) break
  }
  const secret = text.split('\n', 1)[0]?.trim() ?? ''
  if (secret === '')
    throw new UsageError('the secret key is missing', 'set SLUICE_SECRET_KEY or write it to standard input')
  return secret
}
