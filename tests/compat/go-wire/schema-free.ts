import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type GoCall, json, refused, text, unique } from './go-client.ts'

interface Repo {
  schema: { key: string; valtype: string; required: boolean }[]
  fromDag: boolean
  workflow: string
}
interface Export {
  name: string
  type: string
  spec: { [key: string]: unknown }
}

const field = (key: string, valtype: string) => ({ key, valtype, required: false, description: null })

/** The client's schema-free push: it makes the repo and its kodo export, then grows both. */
export async function schemaFreeChecks(t: TestContext, call: GoCall): Promise<void> {
  await t.test('a schema-free push makes the repo and its export, then grows both', async () => {
    const repo = unique('free')
    const path = `/v2/repos/${repo}`
    const name = `${repo}_export2_kodo`
    await refused(404, 'E18102', call('GET', path))
    await createRepo(call, repo, [field('a', 'long')])
    await refused(404, 'E18302', call('GET', `${path}/exports/${name}`))
    const spec = kodoSpec(repo, { a: '#a' })
    await call('POST', `${path}/exports/${name}`, {
      type: json,
      body: { type: 'kodo', spec, whence: 'oldest' },
    })
    await push(call, repo, 'a=1\n')

    await push(call, repo, 'a=2\tb=x\n', 'E18111')
    const before = await getRepo(call, path)
    const grown = [...before.schema, field('b', 'string')]
    await call('PUT', path, {
      type: json,
      body: {
        RepoName: repo,
        PipelineGetRepoToken: {},
        schema: grown,
        Option: { ToKODO: true, BucketName: '', Email: '' },
        options: null,
        ruleNames: null,
        description: null,
      },
    })
    const mended = await mendKodo(call, repo, name, 'b')
    assert.deepEqual(mended, { a: '#a', b: '#b' })
    await push(call, repo, 'b=x\ta=2\n')
    const sample = await call('GET', `${path}/data?count=10`)
    assert.deepEqual(sample, { records: [{ a: 1 }, { a: 2, b: 'x' }] })

    await call('DELETE', `${path}/exports/${name}`)
    await call('DELETE', path)
  })

  await t.test('creating what is there is told apart from other refusals', async () => {
    const repo = unique('twice')
    await createRepo(call, repo, [field('a', 'long')])
    await refused(409, 'E18101', createRepo(call, repo, [field('a', 'long')]))
    await call('DELETE', `/v2/repos/${repo}`)
  })

  await t.test('a repo in a workflow: made, grown while it runs, started again', async () => {
    const [workflow, repo] = [unique('flow'), unique('free')]
    const flow = `/v2/workflows/${workflow}`
    await refused(404, 'E18641', call('GET', flow))
    await call('POST', flow, { type: json, body: { name: workflow, region: 'nb', comment: '' } })
    await createRepo(call, repo, [field('a', 'long')], workflow)
    await refused(400, 'E18650', action(call, workflow, 'start'))
    const name = `${repo}_export2_kodo`
    const body = { type: 'kodo', spec: kodoSpec(repo, { a: '#a' }), whence: 'oldest' }
    await call('POST', `/v2/repos/${repo}/exports/${name}`, { type: json, body })
    await action(call, workflow, 'start')

    const made = await getRepo(call, `/v2/repos/${repo}`)
    assert.deepEqual([made.fromDag, made.workflow], [true, workflow])
    // A repo may grow while its workflow runs or be refused with E18643: the client knows what to do with either.
    const update = { RepoName: repo, schema: [...made.schema, field('b', 'string')], options: null }
    await call('PUT', `/v2/repos/${repo}`, { type: json, body: update }).catch((error) => {
      assert.equal(error.code, 'E18643')
    })
    await action(call, workflow, 'stop')
    await until(async () => (await statusOf(call, workflow)) === 'Stopped')
    await call('PUT', `/v2/repos/${repo}`, { type: json, body: update })
    await mendKodo(call, repo, name, 'b')
    await action(call, workflow, 'start')
    await until(async () => (await statusOf(call, workflow)) === 'Started')
    await push(call, repo, 'a=1\tb=x')

    await action(call, workflow, 'stop')
    await until(async () => (await statusOf(call, workflow)) === 'Stopped')
    await call('DELETE', `/v2/repos/${repo}/exports/${name}`)
    await call('DELETE', `/v2/repos/${repo}`)
    await call('DELETE', flow)
  })
}

async function createRepo(call: GoCall, repo: string, schema: object[], workflow = ''): Promise<void> {
  const body = {
    RepoName: repo,
    region: 'nb',
    schema,
    options: null,
    group: '',
    workflow,
    ruleNames: null,
    description: null,
  }
  await call('POST', `/v2/repos/${repo}`, { type: json, body })
}

async function push(call: GoCall, repo: string, lines: string, code?: string): Promise<void> {
  const sent = call('POST', `/v2/repos/${repo}/data?tags=`, { type: text, body: lines })
  if (code) await refused(404, code, sent)
  else await sent
}

/** Reads the export back the way the client does before it adds a field: every member has to be there with its type. */
async function mendKodo(call: GoCall, repo: string, name: string, key: string): Promise<unknown> {
  const path = `/v2/repos/${repo}/exports`
  const { exports } = (await call('GET', path)) as { exports: Export[] }
  const found = exports.find((each) => each.name === name)
  assert.equal(found?.type, 'kodo')
  const { spec } = found
  for (const member of ['bucket', 'keyPrefix', 'email', 'accessKey', 'format', 'rotateStrategy'])
    assert.equal(typeof spec[member], 'string', member)
  for (const member of ['retention', 'rotateSize', 'rotateInterval'])
    assert.equal(typeof spec[member], 'number', member)
  assert.equal(typeof spec['compress'], 'boolean')
  const fields = { ...(spec['fields'] as object), [key]: `#${key}` }
  await call('PUT', `${path}/${name}`, { type: json, body: { spec: { ...spec, fields } } })
  const answer = (await call('GET', `${path}/${name}`)) as Export
  return answer.spec['fields']
}

const kodoSpec = (repo: string, fields: { [key: string]: string }) => ({
  bucket: repo.replaceAll('_', '-'),
  keyPrefix: 'logkitauto/date=$(year)-$(mon)-$(day)/hour=$(hour)/min=$(min)/$(sec)',
  fields,
  email: '',
  accessKey: '',
  format: 'parquet',
  compress: false,
  retention: 90,
})

const getRepo = async (call: GoCall, path: string) => (await call('GET', path)) as Repo

const action = (call: GoCall, workflow: string, verb: 'start' | 'stop') =>
  call('POST', `/v2/workflows/${workflow}/${verb}`, { body: { name: workflow } })

async function statusOf(call: GoCall, workflow: string): Promise<unknown> {
  return ((await call('GET', `/v2/workflows/${workflow}/status`)) as { status: string }).status
}

/** Asks again until it holds; each try is a request, so this waits without a clock. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < triesMax; tries++) if (await holds()) return
  assert.fail(`still not so after ${triesMax} requests`)
}

const triesMax = 2000
