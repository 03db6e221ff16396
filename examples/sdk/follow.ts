// Prints records as they arrive: node tools/run.mjs examples/sdk/follow.ts [how many, default: until Ctrl-C]
import { createClient, printJson } from '@sluice/sdk'
import { connection } from './connection.ts'

const howMany = Number(process.argv[2] ?? Number.POSITIVE_INFINITY)
const client = createClient(connection())

let seen = 0
for await (const { offset, record } of client.tail('readings', { from: 'oldest' })) {
  process.stdout.write(`${offset} ${printJson(record)}\n`)
  if (++seen >= howMany) break
}
