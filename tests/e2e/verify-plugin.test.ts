import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signRequest } from '@sluice/sdk'
import { pluginJar } from '../../packages/server/src/transforms/plugin/testing/plugin-jar.ts'
import { startServer, type TestServer } from './start-server.ts'

/** What a plugin gives is read from its jar (protocol §7.4). */
let server: TestServer

before(async () => {
  server = await startServer()
})
after(() => server[Symbol.asyncDispose]())

async function post(path: string, body?: Buffer) {
  const contentType = body && 'application/java-archive'
  const request = { method: 'POST', resource: path, ...(contentType ? { contentType } : {}) }
  const signed = await signRequest(server, request, Date.now())
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { ...signed, ...(contentType ? { 'Content-Type': contentType } : {}) },
    ...(body ? { body: new Uint8Array(body) } : {}),
  })
  const answer: { outputFields?: unknown[]; error?: string } = JSON.parse(await response.text())
  return { status: response.status, ...answer }
}

test('the fields of an uploaded plugin, without any body in the request', async () => {
  const name = 'com.example.AccessLogParser'
  assert.equal((await post(`/v2/plugins/${name}`, pluginJar)).status, 200)
  const { status, outputFields } = await post(`/v2/verify/plugins/${name}`)
  assert.equal(status, 200)
  assert.deepEqual(outputFields?.slice(0, 2), [
    { name: 'host', type: 'string' },
    { name: 'requests', type: 'long' },
  ])
})

test('a plugin that is missing, and an upload that is no jar, say so', async () => {
  assert.deepEqual(await post('/v2/verify/plugins/Absent'), {
    status: 404,
    error: "E18216: plugin 'Absent' does not exist",
  })
  await post('/v2/plugins/Text', Buffer.from('text'))
  assert.deepEqual(await post('/v2/verify/plugins/Text'), {
    status: 400,
    error: "E18207: plugin 'Text' is not a readable jar: it is not a ZIP file",
  })
})
