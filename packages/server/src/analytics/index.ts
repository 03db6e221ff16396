import { resolve } from 'node:path'
import type { AnalyticStore } from './analytic-store.ts'
import { StoreClient } from './store-client.ts'

export * from './analytic-store.ts'
export { storeStartMsMax } from './store-connection.ts'

/** Opens the store in the directory, which is made when missing. Its process starts with the first call. `timeZone`: IANA
 *  name, for date functions in queries. */
export function openAnalyticStore(directory: string, timeZone: string): AnalyticStore {
  return new StoreClient(resolve(directory), timeZone)
}
