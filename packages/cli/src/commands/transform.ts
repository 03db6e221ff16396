import { readFile } from 'node:fs/promises'
import type { TransformSpec } from '@sluice/sdk'
import { type Argument, type Call, type Command, type Options, UsageError } from '../command.ts'
import { readSchemaFile } from '../fields.ts'
import { printTable } from '../table.ts'
import { repoArgument } from './repo.ts'

const sourceArgument: Argument = { name: 'repo', description: 'repo that the transform reads' }
const transformArgument: Argument = { name: 'transform', description: 'name of the transform' }

const specOptions = {
  sql: { value: 'select', description: 'a SELECT over stream (also named as the repo)' },
  'sql-file': { value: 'file', description: 'the same, from a file' },
  interval: { value: '5s', description: 'how often it runs: 5s 10s 20s 30s 1m 5m 10m; default 1m' },
  container: { value: '2U4G', description: 'cores and gigabytes: 1U2G 1U4G 2U4G 4U8G 4U16G 8U16G' },
  'container-count': { value: 'n', description: 'how many of them; default 1' },
  plugin: { value: 'name', description: 'plugin that runs before the SQL' },
  'plugin-output': { value: 'name:type', multiple: true, description: 'a column that the plugin makes' },
} as const satisfies Options

export const transformCommands: readonly Command[] = [
  {
    name: 'transform create',
    summary: 'run SQL over what arrives in a repo, into another repo',
    args: [sourceArgument, transformArgument],
    options: {
      to: { value: 'repo', description: 'destination repo, made when there is none' },
      ...specOptions,
      whence: { value: 'where', description: 'oldest or newest (default): where in the repo to start' },
      'to-schema': {
        value: 'file',
        description: 'fields of the destination; default: the columns of the result',
      },
    },
    examples: [
      "sluice transform create web hits --to hits --interval 10s --sql 'select url, count(*) as n from stream group by url'",
    ],
    run: createTransform,
  },
  {
    name: 'transform list',
    summary: 'list the transforms of a repo',
    args: [sourceArgument],
    options: {},
    examples: [],
    run: listTransforms,
  },
  {
    name: 'transform get',
    summary: 'show a transform',
    args: [sourceArgument, transformArgument],
    options: {},
    examples: [],
    run: async (call) => {
      const transform = await (await call.client()).transforms.get(call.arg('repo'), call.arg('transform'))
      const { code, ...rest } = transform.spec
      const sql = code ? `\n\n${code.trimEnd()}` : ''
      await call.answer(transform, `to ${transform.to}\n${JSON.stringify(rest, null, 2)}${sql}`)
    },
  },
  {
    name: 'transform update',
    summary: 'change SQL, plugin, interval or container',
    args: [sourceArgument, transformArgument],
    options: specOptions,
    notes: 'The columns of the result can only be added to.',
    examples: ['sluice transform update web hits --interval 1m'],
    run: updateTransform,
  },
  {
    name: 'transform delete',
    summary: 'delete a transform and the destination repo that it made',
    args: [repoArgument, transformArgument],
    options: {},
    examples: [],
    run: async (call) => {
      const name = call.arg('transform')
      await (await call.client()).transforms.delete(call.arg('repo'), name)
      await call.answer({ deleted: name }, `transform ${name} deleted`)
    },
  },
]

async function createTransform(call: Call): Promise<void> {
  const name = call.arg('transform')
  const to = call.text('to')
  if (!to) throw new UsageError('--to is missing: the repo that gets the results')
  const spec = await givenSpec(call)
  if (!spec.code && !spec.plugin) throw new UsageError('a transform needs --sql, --sql-file or --plugin')
  const destinationFile = call.text('to-schema')
  await (await call.client()).transforms.create(call.arg('repo'), name, to, {
    ...spec,
    ...whenceOf(call),
    ...(destinationFile ? { destrepo: await readSchemaFile(destinationFile) } : {}),
  })
  await call.answer({ created: name, to }, `transform ${name} created, its results go to repo ${to}`)
}

async function updateTransform(call: Call): Promise<void> {
  const name = call.arg('transform')
  const spec = await givenSpec(call)
  if (Object.keys(spec).length === 0)
    throw new UsageError('nothing to change', 'give --sql, --sql-file, --plugin, --interval or --container')
  await (await call.client()).transforms.update(call.arg('repo'), name, spec)
  await call.answer({ updated: name }, `transform ${name} updated`)
}

async function givenSpec(call: Call): Promise<TransformSpec> {
  const [sql, file] = [call.text('sql'), call.text('sql-file')]
  if (sql !== undefined && file !== undefined) throw new UsageError('give --sql or --sql-file, not both')
  const code = file === undefined ? sql : await readFile(file, 'utf8')
  const [interval, type, count] = [
    call.text('interval'),
    call.text('container'),
    call.wholeNumber('container-count'),
  ]
  if (count !== undefined && !type) throw new UsageError('--container-count needs --container')
  return {
    ...(code === undefined ? {} : { mode: 'sql', code }),
    ...(interval ? { interval } : {}),
    ...(type ? { container: { type, ...(count === undefined ? {} : { count }) } } : {}),
    ...pluginOf(call),
  }
}

function pluginOf(call: Call): Pick<TransformSpec, 'plugin'> {
  const name = call.text('plugin')
  const output = call.texts('plugin-output').map((column) => {
    const [columnName = '', type] = column.split(':', 2)
    return { name: columnName, ...(type ? { type } : {}) }
  })
  if (name) return { plugin: { name, output } }
  if (output.length > 0) throw new UsageError('--plugin-output needs --plugin')
  return {}
}

export function whenceOf(call: Call): { whence?: 'oldest' | 'newest' } {
  const whence = call.text('whence')
  if (whence === undefined) return {}
  if (whence === 'oldest' || whence === 'newest') return { whence }
  throw new UsageError(`--whence ${whence} is neither oldest nor newest`)
}

async function listTransforms(call: Call): Promise<void> {
  const transforms = await (await call.client()).transforms.list(call.arg('repo'))
  const columns = [
    { title: 'TRANSFORM' },
    { title: 'TO' },
    { title: 'INTERVAL' },
    { title: 'WHAT', widthMax: 80 },
  ]
  const rows = transforms.map(({ name, to, spec }) => [
    name,
    to,
    spec.interval ?? '',
    [spec.plugin ? `plugin ${spec.plugin.name}` : '', spec.code?.replaceAll(/\s+/g, ' ') ?? '']
      .join(' ')
      .trim(),
  ])
  const none = `repo ${call.arg('repo')} has no transforms`
  await call.answer(
    { transforms },
    transforms.length > 0 ? printTable(columns, rows, call.shell.stdout) : none,
  )
}
