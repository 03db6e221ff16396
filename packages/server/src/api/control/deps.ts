import type { Accounts } from '../../access/accounts.ts'
import type { PipelineDeps } from '../../pipelines/deps.ts'

/** What the control routes work with. */
export interface ControlDeps {
  readonly pipelines: PipelineDeps
  readonly accounts: Accounts
  readonly pluginBytesMax: number
  readonly version: string
  /** Runs control operations of one account one after another: each checks the state it then changes. */
  serially<T>(account: string, operation: () => Promise<T>): Promise<T>
}
