import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { silentLogger } from '../../runtime/logger.ts'
import { ManualClock } from '../../runtime/manual-clock.ts'
import type { ExporterDeps, ObjectStore } from '../exporter.ts'
import { everyField } from './records.ts'

export interface TestDeps extends ExporterDeps {
  readonly clock: ManualClock
  readonly objectsDirectory: string
}

/** What an exporter needs, in a temporary folder that goes with the test. The clock shows 2017-01-12 15:30:00 in Shanghai. */
export async function testDeps(
  context: Pick<TestContext, 'after'>,
  openObjects: (directory: string) => ObjectStore = noObjects,
): Promise<TestDeps> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-export-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  const objectsDirectory = join(folder, 'objects')
  return {
    id: '0123456789abcdef',
    run: '0123456789abcdef',
    schema: everyField,
    account: '1',
    repo: 'web',
    export: 'out',
    clock: new ManualClock(),
    logger: silentLogger,
    objects: openObjects(objectsDirectory),
    objectsDirectory,
    scratchDirectory: join(folder, 'scratch', 'out'),
    storeDirectory: join(folder, 'store'),
    connection: undefined,
    variables: [],
    timeZone: 'Asia/Shanghai',
    parquet: async () => {
      throw new Error('this test has no Parquet')
    },
  }
}

function noObjects(): ObjectStore {
  const refuse = async () => {
    throw new Error('this test has no object store')
  }
  return { put: refuse, deleteExpired: refuse }
}
