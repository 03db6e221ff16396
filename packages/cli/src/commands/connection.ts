import { ApiError, type Client, type Connection, type Driver, type OptionSchema } from '@sluice/sdk'
import { assign } from '../assignments.ts'
import { type Call, type Command, type Options, UsageError } from '../command.ts'
import { readSecrets } from '../secrets.ts'
import { printTable } from '../table.ts'
import { exporterNamed } from './export-types.ts'

const which = {
  type: { value: 'type', description: 'export type that uses it: kodo, logdb, mongo, tsdb, report …' },
  name: {
    value: 'name',
    description: 'the destination as specs name it; default: default, used where no other fits',
  },
} as const satisfies Options

const optionOptions = {
  set: { value: 'key=value', multiple: true, description: 'one option of the driver' },
  secret: {
    value: 'key[=@file]',
    multiple: true,
    description: 'a secret option: from the file, or a line of standard input',
  },
} as const satisfies Options

const typesNote = 'sluice export types <type> lists the drivers and their options.'

export const connectionCommands: readonly Command[] = [
  {
    name: 'connection create',
    summary: 'say where exports of a type deliver to, and with which secrets',
    args: [],
    options: {
      ...which,
      driver: { value: 'driver', description: 'kind of server; not needed where the type has one' },
      ...optionOptions,
    },
    notes: `${typesNote} At a terminal, secrets that are needed are asked for.`,
    examples: [
      'sluice connection create --type tsdb --driver influxdb --set url=http://10.0.0.7:8086 --secret token',
      'sluice connection create --type report --name sales --driver mysql --set host=db --secret password=@pw.txt',
    ],
    run: create,
  },
  {
    name: 'connection update',
    summary: 'change options of a connection; exports that use it go on with them',
    args: [],
    options: { ...which, ...optionOptions },
    notes: `What is not given stays, secrets too. ${typesNote}`,
    examples: ['sluice connection update --type report --name sales --secret password'],
    run: update,
  },
  {
    name: 'connection list',
    summary: 'list connections',
    args: [],
    options: { type: { value: 'type', description: 'only those of this export type' } },
    examples: [],
    run: list,
  },
  {
    name: 'connection show',
    summary: 'show a connection; secrets are ******',
    args: [],
    options: which,
    examples: ['sluice connection show --type report --name sales'],
    run: async (call) => {
      const { type, name } = named(call)
      const found = await (await call.client()).connections.get(type, name)
      await call.answer(found, printConnection(found))
    },
  },
  {
    name: 'connection delete',
    summary: 'delete a connection; its exports go on with the next one that fits',
    args: [],
    options: which,
    examples: [],
    run: async (call) => {
      const { type, name } = named(call)
      await (await call.client()).connections.delete(type, name)
      await call.answer({ deleted: name }, `connection ${name} deleted`)
    },
  },
  {
    name: 'connection check',
    summary: 'knock at the destination: is it there, and does it take the secrets',
    args: [],
    options: {
      ...which,
      destination: { value: 'name', description: 'a bucket, database, repo … as a spec would name it' },
    },
    notes: `Without --destination: those of the exports that use it, else the one that it is named after. The exit code is 1 when
something is wrong.`,
    examples: ['sluice connection check --type report --destination sales'],
    run: check,
  },
]

function named(call: Call): { type: string; name: string } {
  const type = call.text('type')
  if (!type) throw new UsageError('--type is missing', 'sluice export types lists them')
  return { type, name: call.text('name') ?? 'default' }
}

async function create(call: Call): Promise<void> {
  const { type, name } = named(call)
  const client = await call.client()
  const driver = await driverOf(client, type, call.text('driver'))
  if (await exists(client, type, name))
    throw new UsageError(`connection '${name}' of type ${type} exists`, 'change it: sluice connection update')
  await client.connections.put(type, name, { driver: driver.driver, options: await given(call, driver, {}) })
  await call.answer({ created: name }, `connection ${name} created`)
}

/** One of the settings is not in the way of an account's own. */
async function exists(client: Client, type: string, name: string): Promise<boolean> {
  try {
    return (await client.connections.get(type, name)).from === 'account'
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false
    throw error
  }
}

async function update(call: Call): Promise<void> {
  if (call.texts('set').length + call.texts('secret').length === 0)
    throw new UsageError('nothing to change', 'give --set or --secret')
  const { type, name } = named(call)
  const client = await call.client()
  const before = await client.connections.get(type, name)
  const driver = await driverOf(client, type, before.driver)
  const options = await given(call, driver, before.options)
  await client.connections.put(type, name, { driver: driver.driver, options })
  await call.answer({ updated: name }, `connection ${name} updated`)
}

async function driverOf(client: Client, type: string, name: string | undefined): Promise<Driver> {
  const { drivers } = exporterNamed(await client.exporters(), type)
  const [only, ...others] = drivers
  if (!only) throw new UsageError(`exports of type ${type} take no connection: their specs say everything`)
  const found =
    name === undefined && others.length === 0 ? only : drivers.find(({ driver }) => driver === name)
  if (found) return found
  const fact = name === undefined ? '--driver is missing' : `${type} has no driver '${name}'`
  throw new UsageError(fact, `one of: ${drivers.map(({ driver }) => driver).join(', ')}`)
}

async function given(
  call: Call,
  { options }: Driver,
  before: Connection['options'],
): Promise<Connection['options']> {
  const sets = call.texts('set')
  for (const name of sets.map((word) => word.split('=', 1)[0] ?? ''))
    if (options.properties?.[name]?.secret)
      throw new UsageError(
        `${name} is a secret: other users of the machine can see what --set holds`,
        `write --secret ${name} and give it on standard input, or --secret ${name}=@file`,
      )
  const words = [...call.texts('secret'), ...secretsToAskFor(call, options, before)]
  return { ...assign({ ...before }, sets, options), ...(await readSecrets(words, call.shell)) }
}

/** Who sits at a terminal need not name the secrets that the driver cannot do without. */
function secretsToAskFor(
  call: Call,
  { properties = {}, required = [] }: OptionSchema,
  before: object,
): string[] {
  if (!call.shell.stdin.isTTY) return []
  const named = call.texts('secret').map((word) => word.split('=', 1)[0])
  return required.filter(
    (name) =>
      properties[name]?.secret &&
      properties[name].default === undefined &&
      !named.includes(name) &&
      !(name in before),
  )
}

async function list(call: Call): Promise<void> {
  const connections = await (await call.client()).connections.list(call.text('type'))
  const columns = [
    { title: 'TYPE' },
    { title: 'NAME' },
    { title: 'DRIVER' },
    { title: 'FROM' },
    { title: 'OPTIONS', widthMax: 80 },
  ]
  const rows = connections.map(({ type, name, driver, from, options }) => [
    type,
    name,
    driver,
    from,
    JSON.stringify(options),
  ])
  const none = 'no connections: exports deliver to what the server keeps itself, or to what their specs say'
  await call.answer(
    { connections },
    connections.length > 0 ? printTable(columns, rows, call.shell.stdout) : none,
  )
}

function printConnection({ type, driver, from, options }: Connection): string {
  const origin = from === 'settings' ? ', from the settings of the server' : ''
  return `type ${type}, driver ${driver}${origin}\n${JSON.stringify(options, null, 2)}`
}

async function check(call: Call): Promise<void> {
  const { type, name } = named(call)
  const destination = call.text('destination')
  const { ok, message } = await (await call.client()).connections.check(type, name, { destination })
  if (!ok) throw new Error(`connection '${name}' of type ${type}: ${message}`)
  await call.answer({ ok }, `connection ${name} is right`)
}
