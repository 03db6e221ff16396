import { SluiceError } from '@sluice/model'
import type { Route } from '../route.ts'

/** Batch datasources, jobs and UDFs of the hosted service, which Sluice does not have: they say so. Source: protocol
 *  §7.8–§7.11. */
export function absentRoutes(): Route[] {
  const families = [
    ['datasources', 'batch datasources'],
    ['jobs', 'batch jobs'],
    ['batch', 'batch jobs'],
    ['schemas', 'schema guessing for batch datasources'],
    ['udf', 'user-defined SQL functions'],
  ] as const
  return families.flatMap(([folder, what]) =>
    (['GET', 'POST', 'PUT', 'DELETE'] as const).flatMap((method) =>
      [`/v2/${folder}`, `/v2/${folder}/*`].map(
        (path): Route => ({
          method,
          path,
          tag: 'Not here',
          summary: `Sluice has no ${what}`,
          errors: ['E9001'],
          handle: async () => {
            throw new SluiceError('E9001', `this server has no ${what}: use transforms and POST /v2/query`)
          },
        }),
      ),
    ),
  )
}
