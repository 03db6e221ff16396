import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSchema } from '@sluice/model'
import { createMemoryMetadataStore } from '../metadata/memory/memory-metadata-store.ts'
import { MemoryLog } from '../queues/memory/memory-log.ts'
import { ManualClock } from '../runtime/manual-clock.ts'
import { Catalog } from './catalog.ts'
import { deadLetterRepo, keepDeadLetters } from './dead-letters.ts'
import { repoId } from './documents.ts'

const job = { account: '1', repo: 'web', name: 'out', run: 'abc' }
const ref = { account: '1', repo: 'out__rejected' }
const letter = (at: number) => ({
  at: BigInt(at),
  offset: BigInt(at),
  reason: `no "${at}"`,
  record: `{"id":${at},"text":"中\\n"}`,
})

async function setUp() {
  const clock = new ManualClock()
  const log = new MemoryLog({ clock })
  const catalog = await Catalog.load(createMemoryMetadataStore())
  let random = 0
  const randomHex = (digits: number) => String(++random).padStart(digits, '0')
  const deps = { catalog, log, clock, region: 'nb', randomHex }
  const stored = async () => {
    const batches = await log.read(catalog.repo(ref).queue, 0n, { recordsMax: 100, bytesMax: 1e6 })
    const text = batches.map(({ lines }) => Buffer.from(lines).toString()).join('')
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  }
  return { deps, catalog, log, stored }
}

test('the first rejected record makes the dead-letter repo; record, reason and offset are kept as they are', async () => {
  const { deps, stored, catalog } = await setUp()
  await keepDeadLetters(deps, job, [letter(7)])
  assert.deepEqual(await stored(), [
    {
      repo: 'web',
      export: 'out',
      offset: 7,
      reason: 'no "7"',
      record: '{"id":7,"text":"中\\n"}',
      rejectedAt: '2017-01-12T07:30:00Z',
    },
  ])
  assert.match(catalog.repo(ref).description ?? '', /export out refused/)
})

test('letters told again are kept once, those of another run again', async () => {
  const { deps, stored } = await setUp()
  await keepDeadLetters(deps, job, [letter(1), letter(4)])
  await keepDeadLetters(deps, job, [letter(1), letter(4), letter(5)])
  await keepDeadLetters(deps, job, [letter(4)])
  await keepDeadLetters(deps, { ...job, run: 'replay' }, [letter(4)])
  assert.deepEqual(
    (await stored()).map(({ offset }) => offset),
    [1, 4, 5, 4],
  )
})

test('two exports that need the same new repo at the same moment share it', async () => {
  const { deps, stored, log } = await setUp()
  await Promise.all([
    keepDeadLetters(deps, job, [letter(1)]),
    keepDeadLetters(deps, { ...job, repo: 'app', run: 'other' }, [letter(2)]),
  ])
  assert.deepEqual((await stored()).map(({ repo, offset }) => [repo, offset]).sort(), [
    ['app', 2],
    ['web', 1],
  ])
  assert.equal((await log.list()).length, 1)
})

test('a repo of that name with other fields is told and left alone', async () => {
  const { deps, catalog, log } = await setUp()
  await keepDeadLetters(deps, job, [letter(1)])
  const schema = parseSchema([{ key: 'a', valtype: 'long' }])
  const body = { ...catalog.repo(ref), schema, queue: 'theirs' }
  await log.create('theirs', schema)
  await catalog.commit([{ kind: 'repo', id: repoId(ref), body }])
  await assert.rejects(
    keepDeadLetters(deps, job, [letter(2)]),
    /'out__rejected', which exists with other fields/,
  )
})

test('names stay within 128 characters, and an export of a dead-letter repo does not feed itself', () => {
  const long = deadLetterRepo({ account: '1', repo: 'web', name: 'n'.repeat(128) })
  assert.equal(long.repo.length, 128)
  assert.ok(long.repo.endsWith('n__rejected'))
  const own = deadLetterRepo({ account: '1', repo: 'out__rejected', name: 'out' })
  assert.equal(own.repo, 'out__rejected__rejected')
})
