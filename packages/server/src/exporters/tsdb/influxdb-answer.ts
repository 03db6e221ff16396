import { Busy, ConfigurationError, RefusedBatch } from '../exporter.ts'

const messageCharactersMax = 500

export interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: string
}

/** What an answer to a write means: undefined when everything was taken, else what to throw. `target` begins messages. */
export function answerError(
  target: string,
  { status, retryAfter, body }: Answer,
  nowMs: number,
): Error | undefined {
  if (status === 204) return undefined
  const message = `${target} answered ${status}${reasonIn(body)}`
  switch (status) {
    case 400:
    case 413:
    case 422:
      // Also 'partial write': the points that were taken are written again, and are the same points.
      return new RefusedBatch(message)
    case 401:
    case 403:
      return new ConfigurationError(
        `${message}. Check the connection's user, password or token, and its rights`,
      )
    case 404:
      return new ConfigurationError(
        `${message}. Create the database or bucket, or correct spec.destRepoName or the connection's url`,
      )
    case 429:
    case 503: {
      const waitMs = retryAfterMs(retryAfter, nowMs)
      return waitMs === undefined ? new Error(message) : new Busy(message, waitMs)
    }
  }
  if (status >= 300 && status < 400)
    return new ConfigurationError(
      `${message}: redirects are not followed. Give the address itself as the connection's url`,
    )
  return new Error(message)
}

/** InfluxDB answers {"error"} (1.x) or {"code", "message"} (2.x), others with text. */
function reasonIn(body: string): string {
  const text = reasonText(body).trim()
  if (text === '') return ''
  return `: ${text.length > messageCharactersMax ? `${text.slice(0, messageCharactersMax)}…` : text}`
}

function reasonText(body: string): string {
  try {
    const { error, message } = Object(JSON.parse(body))
    return String(error ?? message ?? body)
  } catch {
    return body
  }
}

/** Seconds, or an HTTP date. */
function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
