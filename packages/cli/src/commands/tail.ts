import { type Page, printJson, type Retry } from '@sluice/sdk'
import { type Call, type Command, UsageError } from '../command.ts'
import { repoArgument } from './repo.ts'

export const tailCommand: Command = {
  name: 'tail',
  summary: 'print the newest records; with -f also those that arrive',
  args: [repoArgument],
  options: {
    count: { short: 'n', value: 'n', description: 'start this many records before the end; default 10' },
    from: { value: 'where', description: 'start at: oldest, newest or an offset' },
    follow: { short: 'f', description: 'go on as records arrive, until ctrl-c' },
    offsets: { description: 'print {"offset": …, "record": …}' },
  },
  notes: 'Records are printed as JSON, one a line.',
  examples: ['sluice tail web -n 3', 'sluice tail web -f', 'sluice tail web --from oldest | wc -l'],
  run: tail,
}

async function tail(call: Call): Promise<void> {
  const repo = call.arg('repo')
  if (call.text('from') !== undefined && call.text('count') !== undefined)
    throw new UsageError('give --from or --count, not both')
  const follow = call.given('follow')
  const count = call.wholeNumber('count') ?? 10
  const start = startOf(call)
  const client = await call.client(follow ? patient(call) : undefined)
  const from = start ?? before(await client.page(repo, { from: 'newest', count: 1 }), BigInt(count))
  for await (const { offset, record } of client.tail(repo, { from, follow })) {
    const line = call.given('offsets') ? { offset: String(offset), record } : record
    await call.shell.stdout.write(`${printJson(line)}\n`)
  }
}

/** Whoever follows wants to go on when the server is back. */
function patient({ shell }: Call) {
  const onRetry = ({ error, tries }: Retry) => {
    if (tries === 1) void shell.stderr.write(`${error.message}; waiting for the server\n`)
  }
  return { retry: { attemptsMax: Number.POSITIVE_INFINITY }, onRetry }
}

function startOf(call: Call): 'oldest' | 'newest' | bigint | undefined {
  const from = call.text('from')
  if (from === undefined || from === 'oldest' || from === 'newest') return from
  if (/^\d{1,19}$/.test(from)) return BigInt(from)
  throw new UsageError(`--from ${from} is not oldest, newest or an offset`)
}

/** Offsets have no gaps. Older than the oldest kept is taken for the oldest. */
function before({ next }: Page, count: bigint): bigint {
  return next > count ? next - count : 0n
}
