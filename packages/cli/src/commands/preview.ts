import { readFile } from 'node:fs/promises'
import { type Field, type Preview, type PreviewSide, printJson } from '@sluice/sdk'
import { counted } from '../amounts.ts'
import { type Call, type Command, UsageError } from '../command.ts'
import { typeText } from '../fields.ts'
import { printResult } from '../result-table.ts'
import { repoArgument } from './repo.ts'

export const previewCommand: Command = {
  name: 'preview',
  summary: 'try the SQL of a transform on the newest records of a repo, storing nothing',
  args: [repoArgument],
  options: {
    sql: { value: 'select', description: 'a SELECT over stream (also named as the repo)' },
    'sql-file': { value: 'file', description: 'the same, from a file' },
    n: { short: 'n', value: 'n', description: 'how many of the newest records it runs on; default 100' },
    limit: { value: 'n', description: 'rows at most; default 1000' },
    compare: {
      value: 'transform',
      description: 'say how the rows differ from what this transform of the repo gives now',
    },
  },
  notes:
    'With --json every row is a JSON object on a line of its own; with --compare the whole answer is one.',
  examples: [
    "sluice preview web --sql 'select url, count(*) as n from stream group by url' -n 1000",
    'sluice preview web --sql-file hits.sql --compare hits',
  ],
  run: preview,
}

async function preview(call: Call): Promise<void> {
  const { stdout, stderr } = call.shell
  const client = await call.client()
  const compareWith = call.text('compare')
  const answer = await client.preview(call.arg('repo'), {
    code: await givenSql(call),
    n: call.wholeNumber('n'),
    limit: call.wholeNumber('limit'),
    compareWith,
  })
  if (!call.json) await stdout.write(printResult(answer, stdout))
  else if (answer.difference) await stdout.write(`${printJson(answer)}\n`)
  else for (const record of answer.records) await stdout.write(`${printJson(record)}\n`)
  await stderr.write(summary(answer))
  if (answer.difference && !call.json) await stdout.write(differenceText(answer, compareWith ?? '', stdout))
}

function summary({ read, durationMs, records, truncated }: Preview): string {
  const cut = truncated ? ` (only the first ${records.length} rows: see --limit)` : ''
  return `${counted(read.records, 'record')} read in ${durationMs} ms${cut}\n`
}

function differenceText({ difference }: Preview, name: string, out: Out): string {
  if (!difference) return ''
  const { onlyBefore, onlyAfter } = difference
  const changes = columnChanges(onlyBefore.schema, onlyAfter.schema)
  const columns = changes.length > 0 ? `\n${changes.join('\n')}\n` : ''
  if (onlyBefore.count + onlyAfter.count === 0)
    return `${columns}\nthe same rows as transform ${name} gives\n`
  return (
    columns +
    sideText(`only from transform ${name}`, onlyBefore, out) +
    sideText('only from the new SQL', onlyAfter, out)
  )
}

/** Rows that look the same may differ in types: `1` as a long and as a float. */
function columnChanges(before: readonly Field[], after: readonly Field[]): string[] {
  const types = (schema: readonly Field[]) => new Map(schema.map((field) => [field.key, typeText(field)]))
  const [was, is] = [types(before), types(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)]
    if (old === now) return []
    if (now === undefined) return `column ${key} is gone`
    return old === undefined ? `column ${key} is new (${now})` : `column ${key} was ${old} and is ${now}`
  })
}

function sideText(title: string, { schema, count, records }: PreviewSide, out: Out): string {
  const cut = records.length < count ? `, the first ${records.length}` : ''
  const rows = records.length > 0 ? printResult({ schema, records }, out) : ''
  return `\n${title}: ${count} ${count === 1 ? 'row' : 'rows'}${cut}\n${rows}`
}

type Out = Parameters<typeof printResult>[1]

async function givenSql(call: Call): Promise<string> {
  const [sql, file] = [call.text('sql'), call.text('sql-file')]
  if ((sql === undefined) === (file === undefined)) throw new UsageError('give --sql or --sql-file')
  return file === undefined ? (sql ?? '') : await readFile(file, 'utf8')
}
