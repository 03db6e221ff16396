import type { TaskSample } from '../runtime/metrics.ts'
import type { Catalog } from './catalog.ts'
import { taskRefOf } from './documents.ts'
import type { Tasks } from './tasks.ts'

/** Every task as the metrics show it. A task deleted meanwhile is left out. */
export async function taskSamples(catalog: Catalog, tasks: Tasks): Promise<TaskSample[]> {
  const all = (['transform', 'export'] as const).flatMap((kind) =>
    catalog.list(kind).map(({ id }) => ({ kind, ref: taskRefOf(id) })),
  )
  const samples = await Promise.allSettled(
    all.map(async ({ kind, ref }) => {
      const status = await (kind === 'transform' ? tasks.transformStatus(ref) : tasks.exportStatus(ref))
      return { account: ref.account, repo: ref.repo, task: ref.name, kind, ...status }
    }),
  )
  return samples.flatMap((sample) => (sample.status === 'fulfilled' ? [sample.value] : []))
}
