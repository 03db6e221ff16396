// A program without keys pushes with a token: node tools/run.mjs examples/sdk/token.ts
import { ApiError, createClient, makeToken } from '@sluice/sdk'
import { connection } from './connection.ts'

const { server, ...keys } = connection()

/** Where the keys are: allows one method on one path, for ten minutes. */
const token = await makeToken(
  keys,
  { method: 'POST', resource: '/v2/repos/readings/data', contentType: 'text/plain' },
  Date.now() + 600_000,
)

/** Where they are not: the token is all it has. */
const guest = createClient({ server, token })
const { records } = await guest.push({ repo: 'readings', text: 'sensor=guest\tcount=1\n' })
process.stdout.write(`${records} record pushed with a token\n`)

try {
  await guest.repos.list()
} catch (error) {
  if (!(error instanceof ApiError)) throw error
  process.stdout.write(`listing repos with it: ${error.status} ${error.message}\n`)
}
