import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ErrorCode, errorTable } from '@sluice/model'
import type { KeyPair } from '@sluice/sdk'
import { type ApiDocument, apiDocument, isDocumented } from './api-document.ts'
import { accountRows } from './error-table/accounts.ts'
import { badTokens, path as pushPath } from './error-table/bad-tokens.ts'
import { connectionRows } from './error-table/connections.ts'
import { exportRows } from './error-table/exports.ts'
import { given } from './error-table/given.ts'
import { groupRows } from './error-table/groups.ts'
import { pluginRows } from './error-table/plugins.ts'
import { pushRows } from './error-table/push.ts'
import { repoRows } from './error-table/repos.ts'
import { requestRows } from './error-table/requests.ts'
import type { Refusal, Row } from './error-table/row.ts'
import { ruleRows } from './error-table/rules.ts'
import { stateOf } from './error-table/state.ts'
import { transformRows } from './error-table/transforms.ts'
import { variableRows } from './error-table/variables.ts'
import { workflowRows } from './error-table/workflows.ts'
import { type RawAnswer, rawRequest } from './raw-request.ts'
import { type Call, send } from './signed-request.ts'
import { startServer, type TestServer } from './start-server.ts'

/** Every code of the error table: the request that causes it, or why none can. */
const rows: readonly Row[] = [
  ...requestRows,
  ...repoRows,
  ...pushRows,
  ...transformRows,
  ...pluginRows,
  ...groupRows,
  ...exportRows,
  ...connectionRows,
  ...workflowRows,
  ...variableRows,
  ...ruleRows,
  ...accountRows,
]
const refusals = rows.filter((row): row is Refusal => 'says' in row)

let server: TestServer
let admin: KeyPair
let other: KeyPair
let document: ApiDocument
let state: unknown

before(async () => {
  server = await startServer({ settings: { 'in-flight-bytes-max': '2MiB' } })
  admin = server
  document = await apiDocument(server.url)
  other = JSON.parse((await accepted({ method: 'POST', path: '/v2/accounts/other' })).body)
  for (const call of given) await accepted(call)
  state = await stateOf(server, [admin, other])
})
after(() => server[Symbol.asyncDispose]())

async function accepted(call: Call): Promise<RawAnswer> {
  const answer = await send(server.url, admin, call)
  assert.equal(answer.status, 200, `${call.method} ${call.path}: ${answer.body}`)
  return answer
}

it('has for every code either requests that cause it or a reason why none can', () => {
  for (const code of Object.keys(errorTable) as ErrorCode[]) {
    const caused = refusals.filter((row) => row.code === code).length
    const excused = rows.filter((row) => row.code === code && 'cannot' in row).length
    assert.ok(
      (caused > 0 && excused === 0) || (caused === 0 && excused === 1),
      `${code}: ${caused} requests, ${excused} reasons`,
    )
  }
})

describe('a refused request says what is wrong and leaves nothing behind', () => {
  for (const row of refusals) it(titleOf(row), () => checkRefusal(row))
})

describe('a request that does not prove who sends it gets 401 bad token', () => {
  for (const { title, headers } of badTokens)
    it(title, async () => {
      const answer = await rawRequest(server.url, {
        method: 'POST',
        path: pushPath,
        headers: { 'Content-Type': 'text/plain', 'Content-Length': '3', ...(await headers(admin)) },
        body: Buffer.from('n=1'),
      })
      assert.equal(answer.status, 401)
      assert.equal(answer.body, '{"error":"bad token"}')
      checkHeaders(answer)
      await checkNothingLeft()
    })
})

function titleOf({ code, method, path, says, as }: Refusal): string {
  return `${code} ${method} ${path.slice(0, 60)}${as ? ` as ${as}` : ''}: ${says.slice(0, 60)}`
}

async function checkRefusal(row: Refusal): Promise<void> {
  const end = await row.during?.({ server, keys: admin })
  const answer = await send(server.url, row.as === 'other' ? other : admin, row)
  await end?.()
  const { error, ...rest } = JSON.parse(answer.body)
  assert.ok(error.startsWith(`${row.code}: ${row.says}`), error)
  assert.deepEqual(rest, {})
  assert.equal(answer.body, JSON.stringify({ error }))
  assert.equal(answer.status, row.status)
  assert.equal(errorTable[row.code].status, row.status)
  assert.ok(isDocumented(document, row, answer.status, row.code), `${row.code} is not in the document`)
  checkHeaders(answer)
  await checkNothingLeft()
}

/** Compares with what was there before this request; a row that leaves something is alone in failing. */
async function checkNothingLeft(): Promise<void> {
  const before = state
  state = await stateOf(server, [admin, other])
  assert.deepEqual(state, before)
}

function checkHeaders({ headers }: RawAnswer): void {
  assert.equal(headers['content-type'], 'application/json')
  assert.match(headers['x-reqid'] ?? '', /^[\w-]{8,}$/)
}
