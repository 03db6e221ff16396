import { readFile } from 'node:fs/promises'
import type { Client, ExportSpec, OptionSchema } from '@sluice/sdk'
import { assign } from '../assignments.ts'
import { type Argument, type Call, type Command, type Options, UsageError } from '../command.ts'
import { isObject, parseJsonText } from '../fields.ts'
import { printTable } from '../table.ts'
import { whenceOf } from './transform.ts'

const repoArgument: Argument = { name: 'repo', description: 'repo whose records are exported' }
const exportArgument: Argument = { name: 'export', description: 'name of the export' }

const specOptions = {
  spec: { value: 'file', description: 'what the type needs, as a JSON object' },
  set: {
    value: 'key=value',
    multiple: true,
    description: 'one option of the spec; fields.id=#id for a nested one',
  },
} as const satisfies Options

const setNote =
  'Values of --set have the types that sluice export types <type> lists; a list may be a,b. --set adds to --spec.'

export const exportCommands: readonly Command[] = [
  {
    name: 'export create',
    summary: 'deliver the records of a repo to a destination',
    args: [repoArgument, exportArgument],
    options: {
      type: { value: 'type', description: 'http, kodo, logdb, mongo, tsdb, report …' },
      ...specOptions,
      whence: { value: 'where', description: 'oldest (default) or newest: where in the repo to start' },
    },
    notes: setNote,
    examples: [
      'sluice export create web copy --type http --set host=127.0.0.1:9000 --set uri=/in --set format=json',
      'sluice export create web files --type kodo --spec kodo.json --set rotateInterval=60',
    ],
    run: createExport,
  },
  {
    name: 'export list',
    summary: 'list the exports of a repo',
    args: [repoArgument],
    options: {},
    examples: [],
    run: listExports,
  },
  {
    name: 'export get',
    summary: 'show an export',
    args: [repoArgument, exportArgument],
    options: {},
    examples: [],
    run: async (call) => {
      const found = await (await call.client()).exports.get(call.arg('repo'), call.arg('export'))
      await call.answer(
        found,
        `type ${found.type}, from ${found.whence}\n${JSON.stringify(found.spec, null, 2)}`,
      )
    },
  },
  {
    name: 'export update',
    summary: 'change the spec of an export; type and whence stay',
    args: [repoArgument, exportArgument],
    options: specOptions,
    notes: `${setNote}\n--set alone changes single options; --spec replaces the whole.`,
    examples: ['sluice export update web copy --set host=10.0.0.7:9000'],
    run: updateExport,
  },
  {
    name: 'export delete',
    summary: 'delete an export; what it delivered stays',
    args: [repoArgument, exportArgument],
    options: {},
    examples: [],
    run: async (call) => {
      const name = call.arg('export')
      await (await call.client()).exports.delete(call.arg('repo'), name)
      await call.answer({ deleted: name }, `export ${name} deleted`)
    },
  },
]

async function createExport(call: Call): Promise<void> {
  const name = call.arg('export')
  const type = call.text('type')
  if (!type) throw new UsageError('--type is missing', 'see: sluice help export create')
  const client = await call.client()
  const given = (await specFile(call)) ?? {}
  const schema = await schemaFor(call, client, type)
  refuseUnknown(call, type, schema)
  const spec = assign(given, call.texts('set'), schema)
  await client.exports.create(call.arg('repo'), name, { type, spec, ...whenceOf(call) })
  await call.answer({ created: name }, `export ${name} created`)
}

async function updateExport(call: Call): Promise<void> {
  const [repo, name] = [call.arg('repo'), call.arg('export')]
  const file = await specFile(call)
  if (!file && call.texts('set').length === 0)
    throw new UsageError('nothing to change', 'give --spec or --set')
  const client = await call.client()
  const stored = await client.exports.get(repo, name)
  const schema = await schemaFor(call, client, stored.type)
  refuseUnknown(call, stored.type, schema)
  await client.exports.update(repo, name, assign({ ...(file ?? stored.spec) }, call.texts('set'), schema))
  await call.answer({ updated: name }, `export ${name} updated`)
}

/** The types of what --set gives. An unknown type is the server's to refuse. */
async function schemaFor(call: Call, client: Client, type: string): Promise<OptionSchema | undefined> {
  if (call.texts('set').length === 0) return undefined
  return (await client.exporters()).find((exporter) => exporter.type === type)?.spec
}

/** The server passes over members that it does not know, as clients expect; a person has misspelt one. */
function refuseUnknown(call: Call, type: string, schema: OptionSchema | undefined): void {
  const known = Object.keys(schema?.properties ?? {})
  const names = call.texts('set').map((word) => word.split(/[.=]/, 1)[0] ?? '')
  const unknown = names.find((name) => !known.includes(name))
  if (known.length > 0 && unknown !== undefined)
    throw new UsageError(
      `exports of type ${type} have no option '${unknown}'`,
      `they have ${known.join(', ')}`,
    )
}

async function specFile(call: Call): Promise<ExportSpec['spec'] | undefined> {
  const path = call.text('spec')
  if (path === undefined) return undefined
  const spec = parseJsonText(await readFile(path, 'utf8'), path)
  if (isObject(spec)) return spec
  throw new UsageError(`${path} is not a JSON object`)
}

async function listExports(call: Call): Promise<void> {
  const exports = await (await call.client()).exports.list(call.arg('repo'))
  const columns = [{ title: 'EXPORT' }, { title: 'TYPE' }, { title: 'FROM' }, { title: 'SPEC', widthMax: 80 }]
  const rows = exports.map(({ name, type, whence, spec }) => [name, type, whence, JSON.stringify(spec)])
  const none = `repo ${call.arg('repo')} has no exports`
  await call.answer({ exports }, exports.length > 0 ? printTable(columns, rows, call.shell.stdout) : none)
}
