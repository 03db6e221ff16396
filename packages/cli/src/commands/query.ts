import { printJson } from '@sluice/sdk'
import { type Call, type Command, UsageError } from '../command.ts'
import { printResult } from '../result-table.ts'
import { queryDestination } from './query-destination.ts'

export const queryCommand: Command = {
  name: 'query',
  summary: 'run a SELECT over stored records; every repo is a table',
  args: [
    { name: 'sql', description: 'one SELECT; with --destination what its store understands', optional: true },
  ],
  options: {
    limit: { value: 'n', description: 'rows at most; default 1000' },
    destination: {
      value: 'type',
      description: 'ask what exports of this type left on the server: tsdb, logdb, report',
    },
    set: {
      value: 'key=value',
      multiple: true,
      description: 'more of a --destination query; see: export types',
    },
  },
  notes: 'With --json every row is a JSON object on a line of its own.',
  examples: [
    "sluice query 'select url, count(*) as n from web group by url order by n desc' --limit 20",
    "sluice query --destination logdb 'status:500 AND path:/api*' --set repo=web --limit 20",
    "sluice query --destination tsdb 'select * from flights.delays' --json",
  ],
  run: query,
}

async function query(call: Call): Promise<void> {
  const { stdout, stderr } = call.shell
  const destination = call.text('destination')
  if (destination) return await queryDestination(call, destination)
  if (call.texts('set').length > 0) throw new UsageError('--set goes with --destination')
  const sql = call.arg('sql')
  if (sql.trim() === '') throw new UsageError('<sql> is missing or empty', 'see: sluice help query')
  const result = await (await call.client()).query(sql, { limit: call.wholeNumber('limit') })
  if (call.json) for (const record of result.records) await stdout.write(`${printJson(record)}\n`)
  else await stdout.write(printResult(result, stdout))
  if (result.truncated)
    await stderr.write(`only the first ${result.records.length} rows: there are more, see --limit\n`)
}
