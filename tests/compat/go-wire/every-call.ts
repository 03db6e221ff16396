import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { TestContext } from 'node:test'
import { pluginJar } from '../../../packages/server/src/transforms/plugin/testing/plugin-jar.ts'
import { type GoCall, json, refused, text, unique } from './go-client.ts'

/** The members that the client decodes into typed fields. A value of another type fails its decoder; one more is ignored. */
interface Shape {
  readonly [member: string]: 'string' | 'number' | 'boolean' | 'list' | 'object' | Shape
}

/** The calls of the client that the other files do not make: those of which it decodes the answer. */
export async function everyCallChecks(t: TestContext, call: GoCall): Promise<void> {
  await t.test('repos are listed and read', async () => {
    const path = await makeRepo(call)
    const [, , , name] = path.split('/')
    const item = { name: 'string', region: 'string', derivedFrom: 'string', group: 'string' } as const
    const more = { fromDag: 'boolean', workflow: 'string' } as const
    const repos = listOf(await call('GET', '/v2/repos?withDag=true'), 'repos')
    decode(
      repos.find((one) => one['name'] === name),
      { ...item, ...more },
    )
    assert.deepEqual(listOf(await call('GET', '/v2/repos?withDag=true&sourceType=authorized'), 'repos'), [])
    const repo = await call('GET', path)
    decode(repo, { ...more, region: 'string', derivedFrom: 'string', schema: 'list' })
    decode(listOf(repo, 'schema')[0], { key: 'string', valtype: 'string', required: 'boolean' })
    decode(await call('GET', `${path}/exists`), { exist: 'boolean' })
    decode(await call('GET', `${path}/data?count=10`), { records: 'list' })
    await call('DELETE', path)
    await refused(404, 'E18102', call('GET', path))
  })

  await t.test('a transform is made, listed, read, changed and deleted', async () => {
    const path = await makeRepo(call)
    const at = `${path}/transforms/t`
    const container = { type: 'M16C4', count: 1 }
    const spec = { mode: 'sql', code: 'select a from stream', interval: '1m', container, whence: 'newest' }
    const body = { plugin: null, ...spec, destrepo: null }
    await call('POST', `${at}/to/${unique('to')}`, { type: json, body })
    const decoded = { mode: 'string', code: 'string', interval: 'string' } as const
    const shape: Shape = {
      ...{ name: 'string', to: 'string', workflow: 'string' },
      spec: { ...decoded, container: { type: 'string', count: 'number' } },
    }
    decode(await call('GET', at), shape)
    decode(listOf(await call('GET', `${path}/transforms`), 'transforms')[0], shape)
    decode(await call('GET', `${at}/exists`), { exist: 'boolean' })
    await call('PUT', at, {
      type: json,
      body: { ...body, code: 'select a, b from stream where a > 1 and a < 9' },
    })
    const { code } = object(object(await call('GET', at))['spec'])
    assert.equal(code, 'select a, b from stream where a > 1 and a < 9')
    await call('DELETE', at)
    await refused(404, 'E18202', call('GET', at))
    await call('DELETE', path)
  })

  await t.test(
    'exports of the types the client has are made, listed, read, changed and deleted',
    async () => {
      const path = await makeRepo(call)
      const fields = { a: '#a' }
      const bare = { omitInvalid: false, omitEmpty: false }
      const kodo = { bucket: 'a-bucket', keyPrefix: '', email: '', accessKey: '', fields, format: 'csv' }
      const specs = {
        http: { host: '127.0.0.1:9', uri: '/in', format: 'json' },
        logdb: { destRepoName: 'logs', doc: { a: '#a', in: { b: '#b' } }, ...bare },
        tsdb: { destRepoName: 'db', series: 's', tags: { b: '#b' }, fields, timestamp: '', ...bare },
        kodo: { ...kodo, delimiter: ',', compress: true, retention: 7 },
        report: { dbName: 'd', tableName: 't', columns: fields },
        mongo: {
          host: '127.0.0.1:9',
          dbName: 'd',
          collName: 'c',
          mode: 'UPSERT',
          updateKey: ['a'],
          doc: fields,
        },
      }
      for (const [type, spec] of Object.entries(specs)) {
        const at = `${path}/exports/to_${type}`
        await call('POST', at, { type: json, body: { type, spec, whence: 'oldest' } })
        const shape = { name: 'string', type: 'string', spec: 'object', whence: 'string' } as const
        decode(await call('GET', at), shape)
        decode(listOf(await call('GET', `${path}/exports`), 'exports')[0], shape)
        decode(await call('GET', `${at}/exists`), { exist: 'boolean' })
        await call('PUT', at, { type: json, body: { spec } })
        const got = object(object(await call('GET', at))['spec'])
        assert.deepEqual({ ...got, ...spec }, got, `${type} is not echoed as it was sent`)
        await call('DELETE', at)
        await refused(404, 'E18302', call('GET', at))
      }
      await call('DELETE', path)
    },
  )

  await t.test('a plugin is uploaded, listed, read, verified and deleted', async () => {
    const path = '/v2/plugins/com.example.AccessLogParser'
    const headers = { 'Content-MD5': createHash('md5').update(pluginJar).digest('base64') }
    await call('POST', path, { type: 'application/java-archive', body: pluginJar, headers })
    const shape = { name: 'string', createTime: 'string' } as const
    decode(await call('GET', path), shape)
    decode(listOf(await call('GET', '/v2/plugins'), 'plugins')[0], shape)
    const verified = await call('POST', '/v2/verify/plugins/com.example.AccessLogParser')
    decode(listOf(verified, 'outputFields')[0], { name: 'string', type: 'string' })
    await call('DELETE', path)
    await refused(404, 'E18216', call('GET', path))
  })

  await t.test('a group is changed, listed and read', async () => {
    const path = `/v2/groups/${unique('group')}`
    const container = { type: 'M16C4', count: 1 }
    await call('POST', path, { type: json, body: { region: 'nb', container, allocateOnStart: true } })
    await call('PUT', path, { type: json, body: { container: { ...container, count: 2 } } })
    decode(await call('GET', path), {
      ...{ region: 'string', createTime: 'string', updateTime: 'string' },
      container: { type: 'string', count: 'number', status: 'string' },
    })
    decode(listOf(await call('GET', '/v2/groups'), 'groups')[0], {
      ...{ name: 'string', region: 'string' },
      container: { type: 'string', count: 'number' },
    })
    await call('DELETE', path)
  })

  await t.test('variables are listed by their type', async () => {
    const name = unique('var')
    await call('POST', `/v2/variables/${name}`, { body: { name, type: 'string', value: 'v', format: '' } })
    for (const type of ['user', 'system']) {
      const [first] = listOf(await call('GET', `/v2/variables?type=${type}`), 'variables')
      decode(first, { name: 'string', type: 'string', value: 'string', format: 'string' })
    }
    await call('DELETE', `/v2/variables/${name}`, { body: { name } })
  })

  await t.test('a workflow is listed, read, searched and its graph changed', async () => {
    const name = unique('flow')
    const path = `/v2/workflows/${name}`
    await call('POST', path, { type: json, body: { name, region: 'nb', comment: '' } })
    const repo = unique('repo')
    const schema = [{ key: 'a', valtype: 'long', required: false, description: null }]
    const data = { region: 'nb', schema, options: null, group: '', workflow: name }
    const nodes = { [`${repo}-repo`]: { name: repo, type: 'repo', data, parents: null, children: null } }
    await call('PUT', path, { type: json, body: { name, region: 'nb', nodes } })
    const shape: Shape = {
      ...{ name: 'string', region: 'string', comment: 'string', createTime: 'string', updateTime: 'string' },
      ...{ status: 'string', canStart: 'boolean', isManualWorkflow: 'boolean', nodes: 'object' },
    }
    decode(await call('GET', path), shape)
    const all = await call('GET', '/v2/workflows')
    assert.ok(Array.isArray(all), 'the list of workflows is a bare array')
    decode(all[0], shape)
    decode(await call('GET', `${path}/status`), { name: 'string', status: 'string', nodes: 'list' })
    const asked = {
      type: '',
      name: '',
      reponame: '',
      query: '',
      size: 0,
      region: 'nb',
      startTime: 0,
      endTime: 0,
    }
    const found = await call('POST', `${path}/search`, { body: asked })
    decode(found, { status: 'list', log: 'list', recommend: 'list', metric: 'list' })
    await call('DELETE', path)
    await call('DELETE', `/v2/repos/${repo}`)
  })

  await t.test('a large push goes in pieces of 2 MiB, the last one tagged', async () => {
    const path = await makeRepo(call)
    const line = `b=${'x'.repeat(1021)}\n`
    const piece = line.repeat((2 * 1024 * 1024) / line.length)
    const tags = Buffer.from('a=1').toString('base64url')
    await call('POST', `${path}/data`, { type: text, body: piece })
    await call('POST', `${path}/data?tags=${tags}`, { type: text, body: line })
    const records = listOf(await call('GET', `${path}/data?count=2`), 'records')
    assert.deepEqual(
      records.map(({ a }) => a),
      [undefined, 1],
    )
    await call('DELETE', path)
  })
}

async function makeRepo(call: GoCall): Promise<string> {
  const path = `/v2/repos/${unique('repo')}`
  const schema = [
    { key: 'a', valtype: 'long', required: false, description: null },
    { key: 'b', valtype: 'string', required: false, description: null },
  ]
  await call('POST', path, { type: json, body: { region: 'nb', schema, options: null } })
  return path
}

function decode(value: unknown, shape: Shape): void {
  const members = object(value)
  for (const [name, kind] of Object.entries(shape)) {
    if (typeof kind === 'object') decode(members[name], kind)
    else if (kind === 'list') assert.ok(Array.isArray(members[name]), `${name} is no list`)
    else if (kind === 'object') object(members[name])
    else assert.equal(typeof members[name], kind, name)
  }
}

function object(value: unknown): { readonly [member: string]: unknown } {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), `${value} is no object`)
  return Object.fromEntries(Object.entries(value))
}

function listOf(answer: unknown, member: string): readonly { readonly [member: string]: unknown }[] {
  const list = object(answer)[member]
  assert.ok(Array.isArray(list), `${member} is no list`)
  return list.map(object)
}
