import type { Retry } from '@sluice/sdk'
import { secondsText } from '../amounts.ts'
import { type Call, type Command, UsageError } from '../command.ts'
import { formats, parseFormat, pushSource } from '../input/format.ts'
import { openInput } from '../input/open-input.ts'
import { Progress } from '../progress.ts'
import { repoArgument } from './repo.ts'

export const pushCommand: Command = {
  name: 'push',
  summary: 'push records from a file or standard input',
  args: [
    repoArgument,
    { name: 'file', optional: true, description: 'default or -: standard input; .gz is inflated' },
  ],
  options: {
    format: {
      value: 'format',
      description: `${formats.join(', ')}; default: by the file's name, else by its start`,
    },
    delimiter: { value: 'character', description: 'between the cells of CSV; default , (TAB for .tsv)' },
    tags: { value: 'key=value', multiple: true, description: 'a field to add to every record' },
    batch: { value: 'n', description: 'records of one request at most; default 10000' },
    'in-flight': { value: 'n', description: 'requests under way at once; default 1, which keeps the order' },
    attempts: { value: 'n', description: 'how often a request is tried; default 10, about half a minute' },
    gzip: { description: 'compress requests' },
  },
  notes: `text: a record a line, key=value separated by TAB. json: objects, one a line or in a list. csv: the first row
names fields, an empty cell is an absent field.
A request is stored whole or not at all, and sent again when its answer got lost.`,
  examples: ['sluice push web access.ndjson', 'tail -F app.log.json | sluice push web --batch 100'],
  run: push,
}

async function push(call: Call): Promise<void> {
  const { shell } = call
  const attemptsMax = call.wholeNumber('attempts')
  const repo = call.arg('repo')
  const format = call.text('format')
  const input = await openInput(shell, call.arg('file'))
  if (input.name === '-' && shell.stdin.isTTY)
    await shell.stderr.write('reading records from the terminal; end with ctrl-d\n')
  const progress = new Progress(shell.stderr, shell.nowMs, input.fraction)
  const onRetry = ({ error, delayMs, tries }: Retry) => {
    // The first short pauses follow one another too fast to be read.
    if (tries > 1 && delayMs < 1000) return
    progress.clear()
    void shell.stderr.write(`${error.message}; trying again in ${secondsText(delayMs / 1000)}\n`)
  }
  const client = await call.client({ onRetry, retry: attemptsMax ? { attemptsMax } : {} })
  const source = await pushSource(input, {
    format: format === undefined ? undefined : parseFormat(format),
    delimiter: delimiterOf(call),
    schema: async () => (await client.repos.get(repo)).schema,
  })
  try {
    const tags = call.texts('tags').join('\t')
    const pushed = await client.push({
      repo,
      ...source,
      ...limitsOf(call),
      ...(tags ? { tags } : {}),
      gzip: call.given('gzip'),
      onProgress: (stored) => progress.show(stored),
    })
    progress.clear()
    await shell.stderr.write(`${progress.summary(pushed)}\n`)
    if (call.json) await call.answer({ ...pushed, seconds: progress.seconds }, '')
  } finally {
    progress.clear()
  }
}

function delimiterOf(call: Call): string | undefined {
  const delimiter = call.text('delimiter')?.replace('\\t', '\t')
  if (delimiter === undefined || (delimiter.length === 1 && delimiter !== '"')) return delimiter
  throw new UsageError(`--delimiter '${delimiter}' is not one character, or is the quote`)
}

function limitsOf(call: Call): { batchRecordsMax?: number; inFlightMax?: number } {
  const [batchRecordsMax, inFlightMax] = [call.wholeNumber('batch'), call.wholeNumber('in-flight')]
  if (batchRecordsMax === 0 || inFlightMax === 0)
    throw new UsageError('--batch and --in-flight are at least 1')
  return { ...(batchRecordsMax ? { batchRecordsMax } : {}), ...(inFlightMax ? { inFlightMax } : {}) }
}
