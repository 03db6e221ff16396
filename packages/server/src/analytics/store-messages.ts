import type { StoreQuery, StoreTable, TableBatch } from './analytic-store.ts'

/** What a thread asks a store's process; each request gets one reply, in any order. */
export type StoreRequest =
  | { readonly id: number; readonly kind: 'check'; readonly table: StoreTable }
  | { readonly id: number; readonly kind: 'prepare'; readonly table: StoreTable }
  | { readonly id: number; readonly kind: 'write'; readonly batch: TableBatch }
  | { readonly id: number; readonly kind: 'query'; readonly query: StoreQuery }

/** `text`: what check found, or a query's JSON. `refused`: the caller is at fault. */
export type StoreReply =
  | { readonly id: number; readonly kind: 'done'; readonly text: string | undefined }
  | { readonly id: number; readonly kind: 'refused' | 'failed'; readonly message: string }

/** Exit code of a process that found the store in the hands of another one. */
export const heldByAnother = 75
