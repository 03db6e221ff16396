import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '../exporter.ts'
import { testDeps } from '../testing/exporter-deps.ts'
import { everyField } from '../testing/records.ts'
import { strangeServer, type Talk } from '../testing/strange-server.ts'
import { reportType } from './index.ts'

const talks: { readonly [name: string]: Talk } = {
  'talks of other things': (socket) => socket.write('I am no database at all, sorry about that\r\n\r\n'),
  'hangs up': (socket) => socket.end(),
  'says nothing': () => {},
  'stops in the middle of its greeting': (socket) => socket.end('\x4a\x00\x00\x00\x0a8.0'),
  'sends bytes without sense': (socket) => socket.write(Buffer.alloc(300).map((_, i) => (i * 37) % 256)),
}

for (const driver of ['mysql', 'postgresql'])
  for (const [name, talk] of Object.entries(talks))
    test(`${driver}: a server that ${name} makes an error that tells which server`, async (t) => {
      const { port } = await strangeServer(t, talk, 'at once')
      const options = {
        ...{ host: '127.0.0.1', port, user: 'u', password: 'secret' },
        ...{ utcOffset: '+00:00', tls: false, connectTimeoutMs: 200, schema: 'public' },
      }
      const deps = { ...(await testDeps(t)), connection: { name: 'c', driver, options } }
      const spec = { dbName: 'shop', tableName: 'orders', columns: { id: '#id' } }
      const exporter = reportType.create(reportType.parseSpec(spec, everyField), deps)
      for (const call of [() => exporter.open(undefined, t.signal), () => exporter.check(t.signal)])
        await assert.rejects(call(), (error: Error) => {
          assert.ok(!(error instanceof ConfigurationError), error.message)
          assert.match(error.message, new RegExp(`orders at 127\\.0\\.0\\.1:${port}: \\w`))
          assert.doesNotMatch(error.message, /secret/)
          return true
        })
      await exporter.close()
    })
