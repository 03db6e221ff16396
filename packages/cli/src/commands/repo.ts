import type { Field, Repo, RepoOptions } from '@sluice/sdk'
import { type Argument, type Call, type Command, type Options, UsageError } from '../command.ts'
import { parseField, readSchemaFile, typeText } from '../fields.ts'
import { printTable } from '../table.ts'

export const repoArgument: Argument = { name: 'repo', description: 'name of the repo' }

const schemaOptions = {
  field: { value: 'name:type[:required]', multiple: true, description: 'a field; see below for types' },
  schema: { value: 'file', description: 'all fields, as a JSON list; needed for maps' },
  'with-ip': { value: 'field', description: "add the sender's address to each record as this string field" },
  'with-timestamp': { value: 'field', description: 'add the arrival time to each record as this date field' },
  'unescape-line': { description: 'turn \\t and \\n in pushed text back into TAB and LF' },
  description: { value: 'text', description: 'what the repo is for' },
} as const satisfies Options

const typesNote = 'types: boolean long date float string jsonstring ip array(string|long|float|boolean)'

export const repoCommands: readonly Command[] = [
  {
    name: 'repo create',
    summary: 'create a repo',
    args: [repoArgument],
    options: {
      ...schemaOptions,
      region: { value: 'name', description: 'region of the server; default nb' },
      group: { value: 'name', description: 'resource pool for its transforms' },
      workflow: { value: 'name', description: 'workflow it belongs to' },
    },
    notes: typesNote,
    examples: [
      "sluice repo create web --field 'time:date:required' --field url:string --field 'tags:array(string)'",
    ],
    run: createRepo,
  },
  {
    name: 'repo list',
    summary: 'list repos',
    args: [],
    options: {},
    examples: [],
    run: listRepos,
  },
  {
    name: 'repo get',
    summary: 'show a repo and its fields',
    args: [repoArgument],
    options: {},
    examples: [],
    run: async (call) => {
      const repo = await (await call.client()).repos.get(call.arg('repo'))
      await call.answer(repo, printRepo(repo))
    },
  },
  {
    name: 'repo update',
    summary: 'add fields to a repo, or change its options',
    args: [repoArgument],
    options: schemaOptions,
    notes: `${typesNote}
--field adds to the fields there are; --schema gives the complete new list. Fields never change or go.`,
    examples: ['sluice repo update web --field status:long'],
    run: updateRepo,
  },
  {
    name: 'repo delete',
    summary: 'delete a repo and its records',
    args: [repoArgument],
    options: {},
    examples: [],
    run: async (call) => {
      const repo = call.arg('repo')
      await (await call.client()).repos.delete(repo)
      await call.answer({ deleted: repo }, `repo ${repo} deleted`)
    },
  },
]

async function createRepo(call: Call): Promise<void> {
  const repo = call.arg('repo')
  const schema = await givenSchema(call)
  if (schema.length === 0)
    throw new UsageError('a repo needs fields', 'give --field name:type, or --schema <file>')
  const options = givenOptions(call)
  await (await call.client()).repos.create(repo, {
    schema,
    ...(options ? { options } : {}),
    ...givenTexts(call, ['description', 'region', 'group', 'workflow']),
  })
  await call.answer({ created: repo }, `repo ${repo} created`)
}

async function updateRepo(call: Call): Promise<void> {
  const repo = call.arg('repo')
  const client = await call.client()
  const given = await givenSchema(call)
  const options = givenOptions(call)
  const texts = givenTexts(call, ['description'])
  if (given.length === 0 && !options && Object.keys(texts).length === 0)
    throw new UsageError('nothing to change', 'give --field name:type, --schema <file>, or another option')
  const before = await client.repos.get(repo)
  for (const field of call.texts('field').map(parseField)) refuseKnown(repo, field, before.schema)
  // The API replaces: what stays has to be said again.
  await client.repos.update(repo, {
    schema: call.text('schema') ? given : [...before.schema, ...given],
    ...(options ? { options: { ...before.options, ...options } } : {}),
    ...texts,
  })
  await call.answer({ updated: repo }, `repo ${repo} updated`)
}

function refuseKnown(repo: string, { key }: Field, schema: readonly Field[]): void {
  const known = schema.find((field) => field.key === key)
  if (!known) return
  throw new UsageError(
    `repo '${repo}' has the field '${key}' already, as ${typeText(known)}`,
    'fields keep their type',
  )
}

async function givenSchema(call: Call): Promise<readonly Field[]> {
  const file = call.text('schema')
  return [...(file ? await readSchemaFile(file) : []), ...call.texts('field').map(parseField)]
}

function givenOptions(call: Call): RepoOptions | undefined {
  const [withIP, withTimestamp] = [call.text('with-ip'), call.text('with-timestamp')]
  const options = {
    ...(withIP === undefined ? {} : { withIP }),
    ...(withTimestamp === undefined ? {} : { withTimestamp }),
    ...(call.given('unescape-line') ? { unescapeLine: true } : {}),
  }
  return Object.keys(options).length > 0 ? options : undefined
}

function givenTexts<Name extends string>(call: Call, names: readonly Name[]): { [name in Name]?: string } {
  const texts: { [name in Name]?: string } = {}
  for (const name of names) {
    const text = call.text(name)
    if (text !== undefined) texts[name] = text
  }
  return texts
}

async function listRepos(call: Call): Promise<void> {
  const repos = await (await call.client()).repos.list()
  const columns = [{ title: 'REPO' }, { title: 'FED BY' }, { title: 'WORKFLOW' }, { title: 'DESCRIPTION' }]
  const rows = repos.map(({ name, derivedFrom, workflow, description }) => [
    name,
    derivedFrom ? `transform ${derivedFrom}` : 'pushes',
    workflow,
    description ?? '',
  ])
  const text =
    repos.length > 0
      ? printTable(columns, rows, call.shell.stdout)
      : 'no repos: make one with sluice repo create'
  await call.answer({ repos }, text)
}

function printRepo(repo: Repo): string {
  const facts = [
    repo.derivedFrom ? `fed by transform ${repo.derivedFrom}` : '',
    repo.workflow ? `workflow ${repo.workflow}` : '',
    repo.options.withIP ? `withIP ${repo.options.withIP}` : '',
    repo.options.withTimestamp ? `withTimestamp ${repo.options.withTimestamp}` : '',
    repo.options.unescapeLine ? 'unescapeLine' : '',
    repo.description ?? '',
  ].filter((fact) => fact !== '')
  const columns = [{ title: 'FIELD' }, { title: 'TYPE' }, { title: 'REQUIRED' }, { title: 'DESCRIPTION' }]
  const table = printTable(columns, fieldRows(repo.schema, ''))
  return facts.length > 0 ? `${facts.join(', ')}\n\n${table}` : table
}

/** Fields of maps follow their map, with its name in front. */
function fieldRows(schema: readonly Field[], prefix: string): string[][] {
  return schema.flatMap((field) => {
    const { key, valtype, elemtype, required, description } = field
    const type = elemtype ? `${valtype}(${elemtype})` : valtype
    const row = [`${prefix}${key}`, type, required ? 'yes' : '', description ?? '']
    return [row, ...fieldRows(field.schema ?? [], `${prefix}${key}.`)]
  })
}
