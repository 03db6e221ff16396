import type { ErrorCode } from '@sluice/model'
import type { KeyPair } from '@sluice/sdk'
import type { Call } from '../signed-request.ts'
import type { TestServer } from '../start-server.ts'

/** A request and how it is refused. */
export interface Refusal extends Call {
  readonly code: ErrorCode
  readonly status: number
  /** How the message begins, after `<code>: `. */
  readonly says: string
  /** Who asks: the server's first account, or a second one. */
  readonly as?: 'other'
  /** What has to be going on meanwhile; resolves with what ends it. */
  readonly during?: (scene: Scene) => Promise<() => Promise<void>>
}

/** A code that no request to this product can get, and why. */
export interface CannotOccur {
  readonly code: ErrorCode
  readonly cannot: string
}

export type Row = Refusal | CannotOccur

/** What a row's circumstances work with. */
export interface Scene {
  readonly server: TestServer
  readonly keys: KeyPair
}

/** A request that has to succeed before the table is gone through. */
export type Given = Call
