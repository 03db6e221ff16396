// Drives a Sluice server with a client that a public generator made from docs/reference/openapi.json. Reads
// SLUICE_TEST_SERVER, SLUICE_TEST_ACCESS_KEY and SLUICE_TEST_SECRET_KEY; prints `ok NAME` or `FAIL NAME: WHY` for each check,
// then `N passed, N failed`.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { client } from './target/client/client.gen.ts'
import * as api from './target/client/index.ts'

const { SLUICE_TEST_SERVER: baseUrl, SLUICE_TEST_ACCESS_KEY: accessKey, SLUICE_TEST_SECRET_KEY } = process.env
const secretKey = SLUICE_TEST_SECRET_KEY ?? ''

/** All that the document cannot say: how requests are signed. */
client.setConfig({ baseUrl: baseUrl ?? '', throwOnError: true })
client.interceptors.request.use((request) => {
  const date = new Date().toUTCString()
  const type = request.headers.get('Content-Type') ?? ''
  const signed = [request.method, '', type, date, new URL(request.url).pathname].join('\n')
  const digest = createHmac('sha1', secretKey).update(signed).digest('base64')
  request.headers.set('Date', date)
  request.headers.set(
    'Authorization',
    `Pandora ${accessKey}:${digest.replaceAll('+', '-').replaceAll('/', '_')}`,
  )
  return request
})

const schema: api.Field[] = [
  { key: 'n', valtype: 'long', required: true },
  { key: 's', valtype: 'string' },
]
const tally = { passed: 0, failed: 0 }

async function check(name: string, body: () => Promise<void>): Promise<void> {
  try {
    await body()
    tally.passed++
    console.log(`ok ${name}`)
  } catch (error) {
    tally.failed++
    const why = error instanceof Error ? error.message : JSON.stringify(error)
    console.log(`FAIL ${name}: ${why.replaceAll(/\s+/g, ' ')}`)
  }
}

/** The answer of a call, which has thrown when it was refused. */
async function of<Data>(call: Promise<{ data?: Data }>): Promise<Data> {
  const { data } = await call
  assert.ok(data !== undefined)
  return data
}

/** What a refused call throws is the Error of the document. */
async function refused(code: string, call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error: api.Error) => {
    assert.ok(error.error.startsWith(`${code}: `), JSON.stringify(error))
    return true
  })
}

async function withRepo(repo: string, use: (path: { repo: string }) => Promise<void>): Promise<void> {
  await api.postReposByRepo({ path: { repo }, body: { region: 'nb', schema } })
  await use({ repo })
  await api.deleteReposByRepo({ path: { repo } })
}

const text = { 'Content-Type': 'text/plain' }

await check('repo', () =>
  withRepo('generated_repo', async (path) => {
    const body = { schema: [...schema, { key: 'more', valtype: 'array', elemtype: 'float' } as const] }
    await api.putReposByRepo({ path, body })
    assert.equal((await of(api.getReposByRepo({ path }))).schema.length, 3)
    const { repos } = await of(api.getRepos({ query: { withDag: 'true' } }))
    assert.ok(repos.some(({ name }) => name === path.repo))
    assert.deepEqual(await of(api.getReposByRepoExists({ path })), { exist: true })
    await refused('E18101', api.postReposByRepo({ path, body: { region: 'nb', schema } }))
    await refused('E18102', api.getReposByRepo({ path: { repo: 'absent' } }))
  }),
)

await check('records', () =>
  withRepo('generated_records', async (path) => {
    await api.postReposByRepoData({ path, body: [{ n: 1, s: 'json' }] })
    await api.postReposByRepoData({ path, body: 'n=2\ts=text', bodySerializer: null, headers: text })
    const { records, next } = await of(api.getReposByRepoRecords({ path, query: { from: 'oldest' } }))
    assert.deepEqual(
      [records, next],
      [
        [
          { n: 1, s: 'json' },
          { n: 2, s: 'text' },
        ],
        '2',
      ],
    )
    assert.equal((await of(api.getReposByRepoData({ path, query: { count: '1' } }))).records.length, 1)
    const found = await of(api.postQuery({ body: { sql: `select max(n) as n from ${path.repo}` } }))
    assert.deepEqual(found.records, [{ n: 2 }])
    const bad = { path, body: 'n=x', bodySerializer: null, headers: text }
    await refused('E18110', api.postReposByRepoData(bad))
  }),
)

await check('parse rule and raw text', () =>
  withRepo('generated_lines', async (path) => {
    const rule = { rule: 'generated_rule' }
    await api.postRulesByRule({ path: rule, body: { type: 'kv' } })
    assert.equal((await of(api.getRulesByRule({ path: rule }))).type, 'kv')
    await api.postStreamsByRepoData({ path, body: 'n=1 s=raw', query: { rules: rule.rule } })
    assert.deepEqual((await of(api.getReposByRepoData({ path }))).records, [{ n: 1, s: 'raw' }])
    await api.deleteRulesByRule({ path: rule })
  }),
)

await check('transform', () =>
  withRepo('generated_source', async ({ repo }) => {
    const path = { repo, transform: 't' }
    const body = { mode: 'sql', code: 'select n from stream', interval: '5s' }
    assert.deepEqual((await of(api.postVerifyTransforms({ body: { repo, spec: body } }))).fields, ['n'])
    const made = { path: { ...path, destination: 'generated_sums' }, body }
    await api.postReposByRepoTransformsByTransformToByDestination(made)
    await api.putReposByRepoTransformsByTransform({ path, body: { interval: '10s' } })
    const got = await of(api.getReposByRepoTransformsByTransform({ path }))
    assert.deepEqual([got.to, got.spec.interval], ['generated_sums', '10s'])
    assert.equal((await of(api.getReposByRepoTransformsByTransformStatus({ path }))).kind, 'transform')
    await refused('E18112', api.deleteReposByRepo({ path: { repo } }))
    await api.deleteReposByRepoTransformsByTransform({ path })
  }),
)

await check('export of each type', () =>
  withRepo('generated_exported', async ({ repo }) => {
    const columns = { n: '#n' }
    const specs = [
      { type: 'http', spec: { host: '127.0.0.1:9', uri: '/in' } },
      { type: 'logdb', spec: { destRepoName: 'logs', doc: columns } },
      { type: 'tsdb', spec: { destRepoName: 'db', series: 's', tags: {}, fields: columns } },
      { type: 'kodo', spec: { bucket: 'a-bucket', fields: columns } },
      { type: 'report', spec: { dbName: 'd', tableName: 't', columns } },
      {
        type: 'mongo',
        spec: { host: '127.0.0.1:9', dbName: 'd', collName: 'c', mode: 'INSERT' as const, doc: columns },
      },
    ]
    for (const body of specs) {
      const path = { repo, export: `to_${body.type}` }
      await api.postReposByRepoExportsByExport({ path, body })
      const got = await of(api.getReposByRepoExportsByExport({ path }))
      assert.deepEqual([got.type, got.whence], [body.type, 'oldest'])
      await api.putReposByRepoExportsByExport({ path, body: { spec: got.spec } })
      assert.equal((await of(api.getReposByRepoExports({ path: { repo } }))).exports.length, 1)
      await api.deleteReposByRepoExportsByExport({ path })
      await refused('E18302', api.getReposByRepoExportsByExport({ path }))
    }
  }),
)

await check('connection', async () => {
  const path = { type: 'http', name: 'generated' }
  await api.putConnectionsByTypeByName({ path, body: { driver: 'http', options: { timeoutMs: 1000 } } })
  assert.equal((await of(api.getConnectionsByTypeByName({ path }))).from, 'account')
  await api.deleteConnectionsByTypeByName({ path })
})

await check('plugin', async () => {
  const path = { plugin: 'com.example.Generated' }
  await api.postPluginsByPlugin({ path, body: 'bytes that stand for a jar', bodySerializer: null })
  assert.equal((await of(api.getPluginsByPlugin({ path }))).name, path.plugin)
  await refused('E18207', api.postVerifyPluginsByPlugin({ path }))
  await api.deletePluginsByPlugin({ path })
})

await check('resource pool', async () => {
  const path = { group: 'generated_pool' }
  await api.postGroupsByGroup({ path, body: { region: 'nb', container: { type: '1U2G' } } })
  await api.postGroupsByGroupActionsStop({ path })
  assert.equal((await of(api.getGroupsByGroup({ path }))).container.status, 'stopped')
  await api.deleteGroupsByGroup({ path })
})

await check('workflow', async () => {
  const path = { workflow: 'generated_flow' }
  await api.postWorkflowsByWorkflow({ path, body: { region: 'nb', comment: 'c' } })
  await api.putWorkflowsByWorkflow({ path, body: { comment: 'd' } })
  assert.equal((await of(api.getWorkflowsByWorkflow({ path }))).comment, 'd')
  assert.deepEqual((await of(api.postWorkflowsByWorkflowSearch({ path, body: {} }))).status, [])
  await api.deleteWorkflowsByWorkflow({ path })
})

await check('variable', async () => {
  const path = { variable: 'generated_variable' }
  await api.postVariablesByVariable({ path, body: { type: 'string', value: 'a' } })
  assert.equal((await of(api.getVariablesByVariable({ path }))).value, 'a')
  await api.deleteVariablesByVariable({ path })
})

await check('account and grant', () =>
  withRepo('generated_shared', async ({ repo }) => {
    const account = 'generated'
    assert.ok((await of(api.postAccountsByAccount({ path: { account } }))).secretKey)
    await api.putReposByRepoGrantsByAccount({ path: { repo, account }, body: { perms: ['read'] } })
    const { grants } = await of(api.getReposByRepoGrants({ path: { repo } }))
    assert.deepEqual(grants, [{ account, perms: ['read'] }])
    await api.deleteReposByRepoGrantsByAccount({ path: { repo, account } })
    await api.deleteAccountsByAccount({ path: { account } })
  }),
)

console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed > 0 ? 1 : 0
