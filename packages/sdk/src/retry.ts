import { ApiError, NetworkError } from './errors.ts'

/** How often and how patiently a request is repeated. */
export interface RetryPolicy {
  /** Tries in all; 1 = never repeat. */
  readonly attemptsMax: number
  /** Bound of the first pause; it doubles with each try. */
  readonly delayMsMin: number
  readonly delayMsMax: number
}

/** About half a minute in all: a server that restarts, or sheds load, is back by then. */
export const retryPolicyDefault: RetryPolicy = { attemptsMax: 10, delayMsMin: 100, delayMsMax: 10_000 }

/** A server that asks for a longer pause than this is treated as down. */
const retryAfterMsMax = 60_000

/**
 * Whether a failed request may be sent again. 429 means that nothing was done. After a broken connection, a 5xx or a 202
 * (the repo is still being made) only what may be done twice is repeated: reading, and pushing, which is at least once.
 * Any other 4xx stays wrong however often it is sent.
 */
export function repeatable(error: unknown, safeToRepeat: boolean): boolean {
  if (error instanceof NetworkError) return safeToRepeat
  if (!(error instanceof ApiError)) return false
  if ((error.retryAfterMs ?? 0) > retryAfterMsMax) return false
  if (error.status === 429) return true
  return safeToRepeat && (error.status === 202 || (error.status >= 500 && error.status !== 501))
}

/** Full jitter, so that many clients do not come back at once; never sooner than the server asked. `tries` counts from 1. */
export function retryDelayMs(
  policy: RetryPolicy,
  tries: number,
  error: unknown,
  random: () => number,
): number {
  const bound = Math.min(policy.delayMsMax, policy.delayMsMin * 2 ** (tries - 1))
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0
  return asked + random() * bound
}
