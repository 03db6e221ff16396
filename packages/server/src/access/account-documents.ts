import type { MetadataStore } from '../metadata/metadata-store.ts'

/** Metadata kind 'account', its id the account's name. */
export interface AccountDocument {
  readonly admin: boolean
  readonly createdAtMs: number
  /** Oldest first, never empty. */
  readonly keyPairs: readonly StoredKeyPair[]
}

export interface StoredKeyPair {
  readonly accessKey: string
  /** SecretBox. */
  readonly sealedSecretKey: string
  readonly createdAtMs: number
}

export interface Account extends AccountDocument {
  readonly name: string
}

const kind = 'account'

export async function loadAccounts(store: MetadataStore): Promise<Account[]> {
  const documents = await store.list<AccountDocument>(kind)
  return documents.map(({ id, body }) => ({ name: id, ...body }))
}

export async function storeAccount(store: MetadataStore, { name, ...body }: Account): Promise<void> {
  await store.commit([{ kind, id: name, body }])
}

export async function deleteAccount(store: MetadataStore, name: string): Promise<void> {
  await store.commit([{ kind, id: name, delete: true }])
}
