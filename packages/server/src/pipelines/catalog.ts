import { SluiceError } from '@sluice/model'
import type { MetadataStore } from '../metadata/metadata-store.ts'
import {
  type Documents,
  type ExportDocument,
  type RepoDocument,
  type RepoRef,
  repoId,
  type TaskRef,
  type TransformDocument,
  taskId,
} from './documents.ts'

export type Kind = keyof Documents
const kinds: readonly Kind[] = [
  'repo',
  'transform',
  'export',
  'plugin',
  'group',
  'variable',
  'workflow',
  'grant',
  'rule',
  'connection',
  'replay',
]

/**
 * The desired state in memory: every repo, transform, export and so on, as the metadata store holds them. Reads cost a
 * map look-up, which the push path needs; writes go to the store first and show here once they are durable.
 */
export class Catalog {
  readonly #store: Pick<MetadataStore, 'commit'>
  readonly #documents: { readonly [K in Kind]: Map<string, Documents[K]> } = {
    repo: new Map(),
    transform: new Map(),
    export: new Map(),
    plugin: new Map(),
    group: new Map(),
    variable: new Map(),
    workflow: new Map(),
    grant: new Map(),
    rule: new Map(),
    connection: new Map(),
    replay: new Map(),
  }

  private constructor(store: Pick<MetadataStore, 'commit'>) {
    this.#store = store
  }

  static async load(store: MetadataStore): Promise<Catalog> {
    const catalog = new Catalog(store)
    for (const kind of kinds) await catalog.#loadKind(kind, store)
    return catalog
  }

  async #loadKind<K extends Kind>(kind: K, store: MetadataStore): Promise<void> {
    for (const { id, body } of await store.list<Documents[K]>(kind)) this.#documents[kind].set(id, body)
  }

  /** A copy whose changes show in it alone and are stored nowhere. */
  draft(): Catalog {
    const copy = new Catalog({ commit: async () => {} })
    for (const kind of kinds) copy.#copyKind(kind, this)
    return copy
  }

  #copyKind<K extends Kind>(kind: K, from: Catalog): void {
    for (const [id, body] of from.#documents[kind]) this.#documents[kind].set(id, body)
  }

  /** Stores the changes, all or none; an export's saved position may go with it. */
  async commit(changes: readonly CatalogChange[]): Promise<void> {
    await this.#store.commit(changes)
    for (const change of changes) if (change.kind !== 'position') this.#apply(change)
  }

  #apply<K extends Kind>(change: CatalogWrite<K> | CatalogDelete<K>): void {
    const documents: Map<string, Documents[K]> = this.#documents[change.kind]
    if ('delete' in change) documents.delete(change.id)
    else documents.set(change.id, change.body)
  }

  find<K extends Kind>(kind: K, id: string): Documents[K] | undefined {
    return this.#documents[kind].get(id)
  }

  findRepo(ref: RepoRef): RepoDocument | undefined {
    return this.#documents.repo.get(repoId(ref))
  }

  /** Errors: E18102 missing, E18113 being deleted. */
  repo(ref: RepoRef): RepoDocument {
    const repo = this.findRepo(ref)
    if (!repo) throw new SluiceError('E18102', `repo '${ref.repo}' does not exist`)
    if (repo.state === 'deleting') throw new SluiceError('E18113', `repo '${ref.repo}' is being deleted`)
    return repo
  }

  /** Errors: E18102 repo missing, E18202 transform missing. */
  transform(ref: TaskRef): TransformDocument {
    this.repo(ref)
    const transform = this.#documents.transform.get(taskId(ref))
    if (!transform)
      throw new SluiceError('E18202', `transform '${ref.name}' does not exist in repo '${ref.repo}'`)
    return transform
  }

  /** Errors: E18102 repo missing, E18302 export missing. */
  export(ref: TaskRef): ExportDocument {
    this.repo(ref)
    const found = this.#documents.export.get(taskId(ref))
    if (!found) throw new SluiceError('E18302', `export '${ref.name}' does not exist in repo '${ref.repo}'`)
    return found
  }

  /** Sorted by id; `prefix` is an account with its slash, or account/repo with its slash. */
  list<K extends Kind>(kind: K, prefix = ''): { id: string; body: Documents[K] }[] {
    return [...this.#documents[kind]]
      .filter(([id]) => id.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, body]) => ({ id, body }))
  }
}

export interface CatalogWrite<K extends Kind> {
  readonly kind: K
  readonly id: string
  readonly body: Documents[K]
  /** 0: it must not exist yet (VersionConflict). Needed only where two may create it at the same time. */
  readonly expected?: 0
}

export interface CatalogDelete<K> {
  readonly kind: K
  readonly id: string
  readonly delete: true
}

export type CatalogChange =
  | { [K in Kind]: CatalogWrite<K> }[Kind]
  | CatalogDelete<Kind>
  | CatalogDelete<'position'>
