/**
 * Port MetadataStore: small durable documents with versions. Accounts, repos, transforms, exports, positions are kinds;
 * a document is plain JSON (64-bit integers are stored as strings by their owner).
 */
export interface MetadataStore {
  get<T>(kind: string, id: string): Promise<Document<T> | undefined>
  /** All documents of the kind whose id starts with `prefix`, in byte order of id. */
  list<T>(kind: string, prefix?: string): Promise<Document<T>[]>
  /**
   * Applies all changes or none, durably before it resolves. A change whose `expected` version is not the stored one
   * rejects the whole commit with VersionConflict; the caller reads again and decides. `expected` 0 = must not exist,
   * undefined = whatever is there.
   */
  commit(changes: readonly Change[]): Promise<void>
  /** Every change committed after the call, in commit order, until the signal fires. Slow consumers lose nothing. */
  watch(kind: string, signal: AbortSignal): AsyncIterable<DocumentChange>
  close(): Promise<void>
}

export interface Document<T> {
  readonly id: string
  /** Starts at 1 and grows by 1 with every change of this document. */
  readonly version: number
  readonly body: T
}

export type Change =
  | { readonly kind: string; readonly id: string; readonly body: unknown; readonly expected?: number }
  | { readonly kind: string; readonly id: string; readonly delete: true; readonly expected?: number }

export interface DocumentChange {
  readonly kind: string
  readonly id: string
  /** undefined when the document was deleted. */
  readonly body: unknown | undefined
}

export class VersionConflict extends Error {
  constructor(kind: string, id: string) {
    super(`${kind} '${id}' was changed by someone else`)
    this.name = 'VersionConflict'
  }
}
