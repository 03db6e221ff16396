import { createFeed } from '../../runtime/feed.ts'
import {
  type Change,
  type Document,
  type DocumentChange,
  type MetadataStore,
  VersionConflict,
} from '../metadata-store.ts'

interface Stored {
  readonly version: number
  /** JSON, so that nobody shares an object with the store. */
  readonly text: string
}
type Kinds = Map<string, Map<string, Stored>>

/** Documents in this process only: for tests and for trying things out. */
export function createMemoryMetadataStore(): MetadataStore {
  const kinds: Kinds = new Map()
  const feed = createFeed<DocumentChange>()
  let closed = false
  const refuseClosed = () => {
    if (closed) throw new Error('the metadata store is closed')
  }
  return {
    async get<T>(kind: string, id: string): Promise<Document<T> | undefined> {
      refuseClosed()
      const stored = kinds.get(kind)?.get(id)
      return stored && document(id, stored)
    },
    async list<T>(kind: string, prefix = ''): Promise<Document<T>[]> {
      refuseClosed()
      return [...(kinds.get(kind) ?? [])]
        .filter(([id]) => id.startsWith(prefix))
        .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .map(([id, stored]) => document(id, stored))
    },
    async commit(changes) {
      refuseClosed()
      const undo: (() => void)[] = []
      try {
        const applied = changes.map((change) => apply(kinds, change, undo))
        for (const change of applied) if (change) feed.publish(change)
      } catch (error) {
        for (const step of undo.reverse()) step()
        throw error
      }
    },
    watch: (kind, signal) => {
      refuseClosed()
      return feed.subscribe((change) => change.kind === kind, signal)
    },
    async close() {
      closed = true
      feed.close()
    },
  }
}

function document<T>(id: string, { version, text }: Stored): Document<T> {
  return { id, version, body: JSON.parse(text) }
}

/** What changed; undefined when a document that should go was not there. */
function apply(kinds: Kinds, change: Change, undo: (() => void)[]): DocumentChange | undefined {
  const { kind, id, expected } = change
  const documents = kinds.get(kind) ?? new Map<string, Stored>()
  kinds.set(kind, documents)
  const before = documents.get(id)
  if (expected !== undefined && expected !== (before?.version ?? 0)) throw new VersionConflict(kind, id)
  undo.push(() => (before ? documents.set(id, before) : documents.delete(id)))
  if ('delete' in change) {
    documents.delete(id)
    return before && { kind, id, body: undefined }
  }
  const text = JSON.stringify(change.body)
  documents.set(id, { version: (before?.version ?? 0) + 1, text })
  return { kind, id, body: JSON.parse(text) }
}
