import type { Logger } from '../runtime/logger.ts'
import type { Accounts, KeyPair } from './accounts.ts'

export interface FirstAccount extends KeyPair {
  readonly name: string
  /** Made by this call: its keys are new to the person who started the server. */
  readonly created: boolean
}

const firstName = 'admin'

/**
 * Makes the first account when there is none, with the preset pair or a random one. On a later start a preset pair is made
 * valid for the first account beside the pairs it has (a preset access key with another secret key replaces its secret).
 * Gives the pair that credentials.json shows: the preset one, else the oldest.
 * Rejects with SluiceError E9004 when the preset access key belongs to another account.
 */
export async function ensureFirstAccount(
  accounts: Accounts,
  preset: KeyPair | undefined,
  logger: Logger,
): Promise<FirstAccount> {
  const { first } = accounts
  if (!first) return { ...(await accounts.create(firstName, preset)), created: true }
  if (!preset) return { name: first.name, ...first.pair, created: false }
  const known = accounts.findPair(preset.accessKey)
  if (known?.account !== first.name || known.secretKey !== preset.secretKey) {
    await accounts.addKeyPair(first.name, preset)
    const what = known ? 'the preset access key has a new secret key' : 'the preset key pair was added'
    logger.info(
      { account: first.name, accessKey: preset.accessKey },
      `${what}; other pairs of the account stay valid until they are removed`,
    )
  }
  return { name: first.name, ...preset, created: false }
}
