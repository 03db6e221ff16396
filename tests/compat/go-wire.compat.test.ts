import { test } from 'node:test'
import { startServer } from '../e2e/start-server.ts'
import { everyCallChecks } from './go-wire/every-call.ts'
import { goClient } from './go-wire/go-client.ts'
import { oddRequestChecks } from './go-wire/odd-requests.ts'
import { schemaFreeChecks } from './go-wire/schema-free.ts'

test('requests written as the Go client writes them get answers that it reads', async (t) => {
  await using server = await startServer({ throughNpm: true })
  const call = goClient(server)
  await schemaFreeChecks(t, call)
  await everyCallChecks(t, call)
  await oddRequestChecks(t, call, server)
})
