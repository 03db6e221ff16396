import { createSecretKey } from 'node:crypto'
import { namePattern, SluiceError } from '@sluice/model'
import type { MetadataStore } from '../metadata/metadata-store.ts'
import type { Clock } from '../runtime/clock.ts'
import {
  type Account,
  deleteAccount,
  loadAccounts,
  type StoredKeyPair,
  storeAccount,
} from './account-documents.ts'
import type { Credential } from './authenticate.ts'
import type { SecretBox } from './secret-box.ts'

export interface KeyPair {
  readonly accessKey: string
  readonly secretKey: string
}

/** What may be shown of an account. */
export interface AccountItem {
  readonly name: string
  readonly admin: boolean
  /** RFC 3339 */
  readonly createdAt: string
  /** Oldest first. */
  readonly accessKeys: readonly string[]
}

export interface AccountsDeps {
  readonly store: MetadataStore
  readonly secretBox: SecretBox
  readonly clock: Clock
  randomBytes(count: number): Buffer
}

/** Pairs an account may have at once: enough to change keys without a gap. */
const keyPairsMax = 10

/**
 * Who owns things, and by which keys they are known. Held in memory whole, since every push asks; changes show here once
 * they are durable, and are made one after another.
 */
export class Accounts {
  readonly #deps: AccountsDeps
  readonly #accounts = new Map<string, Account>()
  readonly #credentials = new Map<string, Credential>()
  #last: Promise<unknown> = Promise.resolve()

  private constructor(deps: AccountsDeps) {
    this.#deps = deps
  }

  /** Throws when a stored secret does not open: the key file is another one. */
  static async load(deps: AccountsDeps): Promise<Accounts> {
    const accounts = new Accounts(deps)
    for (const account of await loadAccounts(deps.store)) accounts.#show(account)
    return accounts
  }

  findCredential(accessKey: string): Credential | undefined {
    return this.#credentials.get(accessKey)
  }

  exists(name: string): boolean {
    return this.#accounts.has(name)
  }

  /** In order of name. */
  async list(): Promise<AccountItem[]> {
    return [...this.#accounts.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, admin, createdAtMs, keyPairs }) => ({
        name,
        admin,
        createdAt: new Date(createdAtMs).toISOString(),
        accessKeys: keyPairs.map(({ accessKey }) => accessKey),
      }))
  }

  /** Its secret key is in no later answer. The first account is the administrator. A given pair must be of a key nobody
   *  has. Errors: E18007 name not a name, E9004 taken. */
  create(name: string, pair: KeyPair = this.#newPair()): Promise<KeyPair & { readonly name: string }> {
    return this.#serially(async () => {
      if (!namePattern.test(name))
        throw new SluiceError(
          'E18007',
          `'${name}' cannot name an account: use letters, digits and _, at most 128, no digit first`,
        )
      if (this.exists(name)) throw new SluiceError('E9004', `account '${name}' already exists`)
      const admin = this.#accounts.size === 0
      await this.#store({
        name,
        admin,
        createdAtMs: this.#deps.clock.nowMs(),
        keyPairs: [this.#sealed(pair)],
      })
      return { name, ...pair }
    })
  }

  /** `clear` is called before it goes, to delete what it owns; when that rejects, the account stays. Errors: E18664 missing,
   *  E9004 the first account. */
  remove(name: string, clear: () => Promise<void> = async () => {}): Promise<void> {
    return this.#serially(async () => {
      const account = this.#account(name)
      if (account.admin)
        throw new SluiceError('E9004', `account '${name}' administers this server and cannot be removed`)
      await clear()
      await deleteAccount(this.#deps.store, name)
      this.#hide(account)
    })
  }

  /** Another pair beside those it has; a pair of the same access key is replaced. Errors: E18664 account missing, E9004 too
   *  many pairs, or the access key is another account's. */
  addKeyPair(name: string, pair: KeyPair = this.#newPair()): Promise<KeyPair> {
    return this.#serially(async () => {
      const account = this.#account(name)
      const others = account.keyPairs.filter(({ accessKey }) => accessKey !== pair.accessKey)
      if (others.length >= keyPairsMax)
        throw new SluiceError('E9004', `account '${name}' has ${keyPairsMax} key pairs: remove one first`)
      await this.#store({ ...account, keyPairs: [...others, this.#sealed(pair, name)] })
      return pair
    })
  }

  /** Requests signed with it are refused from now on. Errors: E18664 no such account or key, E9004 its last pair. */
  removeKeyPair(name: string, accessKey: string): Promise<void> {
    return this.#serially(async () => {
      const account = this.#account(name)
      const keyPairs = account.keyPairs.filter((pair) => pair.accessKey !== accessKey)
      if (keyPairs.length === account.keyPairs.length)
        throw new SluiceError('E18664', `account '${name}' has no access key '${accessKey}'`)
      if (keyPairs.length === 0)
        throw new SluiceError('E9004', `this is the last key pair of account '${name}': add another first`)
      await this.#store({ ...account, keyPairs })
    })
  }

  /** The account that administers the server and its oldest pair; undefined before there is any. */
  get first(): { readonly name: string; readonly pair: KeyPair } | undefined {
    const account = [...this.#accounts.values()].find(({ admin }) => admin)
    const pair = account?.keyPairs[0]
    return account && pair && { name: account.name, pair: this.#opened(pair) }
  }

  /** The whole pair; undefined when nobody has this key. For the server's own files: never for an answer. */
  findPair(accessKey: string): (KeyPair & { readonly account: string }) | undefined {
    const account = this.#accounts.get(this.findCredential(accessKey)?.actor.account ?? '')
    const stored = account?.keyPairs.find((pair) => pair.accessKey === accessKey)
    return account && stored && { account: account.name, ...this.#opened(stored) }
  }

  #account(name: string): Account {
    const account = this.#accounts.get(name)
    if (!account) throw new SluiceError('E18664', `account '${name}' does not exist`)
    return account
  }

  async #store(account: Account): Promise<void> {
    await storeAccount(this.#deps.store, account)
    const before = this.#accounts.get(account.name)
    if (before) this.#hide(before)
    this.#show(account)
  }

  #show(account: Account): void {
    this.#accounts.set(account.name, account)
    for (const pair of account.keyPairs) {
      const { accessKey, secretKey } = this.#opened(pair)
      this.#credentials.set(accessKey, {
        actor: Object.freeze({ account: account.name, accessKey, admin: account.admin }),
        secretKey: createSecretKey(Buffer.from(secretKey)),
      })
    }
  }

  #hide(account: Account): void {
    this.#accounts.delete(account.name)
    for (const { accessKey } of account.keyPairs) this.#credentials.delete(accessKey)
  }

  #newPair(): KeyPair {
    return { accessKey: this.#newKey(), secretKey: this.#newKey() }
  }

  /** 40 url-safe characters. Never a leading dash: a shell command would take the key for an option. */
  #newKey(): string {
    for (;;) {
      const key = this.#deps.randomBytes(30).toString('base64url')
      if (!key.startsWith('-')) return key
    }
  }

  #sealed({ accessKey, secretKey }: KeyPair, owner?: string): StoredKeyPair {
    const holder = this.findCredential(accessKey)?.actor.account
    if (holder !== undefined && holder !== owner)
      throw new SluiceError('E9004', `access key '${accessKey}' belongs to account '${holder}'`)
    return {
      accessKey,
      sealedSecretKey: this.#deps.secretBox.seal(secretKey),
      createdAtMs: this.#deps.clock.nowMs(),
    }
  }

  #opened({ accessKey, sealedSecretKey }: StoredKeyPair): KeyPair {
    return { accessKey, secretKey: this.#deps.secretBox.open(sealedSecretKey) }
  }

  #serially<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#last.then(change, change)
    this.#last = result.catch(() => {})
    return result
  }
}
