import { ApiError, NetworkError } from '@sluice/sdk'
import { UsageError } from './command.ts'
import { type Connection, KeysMissing } from './connection.ts'

export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3, keys: 4 } as const

/** How a failed command ends: lines for the person, code for the script. */
export interface Failure {
  readonly exitCode: number
  /** What is wrong, then what to do. */
  readonly lines: readonly string[]
}

/** Clocks that differ less are not worth a line: the server takes 15 minutes. */
const skewMsShown = 5 * 60_000

export function explainFailure(error: unknown, connection: Connection | undefined, nowMs: number): Failure {
  if (error instanceof KeysMissing) return { exitCode: exitCodes.keys, lines: [error.message, error.hint] }
  if (error instanceof UsageError) return { exitCode: exitCodes.usage, lines: [error.message, error.hint] }
  if (error instanceof NetworkError)
    return { exitCode: exitCodes.unreachable, lines: [...networkLines(error), ...pushLines(error)] }
  if (error instanceof ApiError) return explainRefusal(error, connection, nowMs)
  const file = unreadableFile(error)
  if (file) return { exitCode: exitCodes.usage, lines: [file] }
  const message = error instanceof Error ? error.message : String(error)
  // What cannot be pushed at all (a line longer than a request) is the input's fault.
  return { exitCode: error instanceof RangeError ? exitCodes.usage : exitCodes.refused, lines: [message] }
}

function unreadableFile(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('path' in error)) return undefined
  const reasons: { readonly [code: string]: string } = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'it may not be read',
  }
  const code = 'code' in error ? String(error.code) : ''
  return `cannot read ${error.path}: ${reasons[code] ?? error.message}`
}

function explainRefusal(error: ApiError, connection: Connection | undefined, nowMs: number): Failure {
  if (error.status === 0) return { exitCode: exitCodes.unreachable, lines: [error.message] }
  if (error.status === 401) return { exitCode: exitCodes.keys, lines: keyLines(error, connection, nowMs) }
  const code = error.code ? `${error.code}: ` : ''
  const where = error.reqid && error.status >= 500 ? ` (request ${error.reqid}, status ${error.status})` : ''
  return { exitCode: exitCodes.refused, lines: [`${code}${error.message}${where}`, ...pushLines(error)] }
}

function networkLines(error: NetworkError): string[] {
  const advice: { readonly [code: string]: string } = {
    ECONNREFUSED: 'is the server running? start it with npm start',
    ENOTFOUND: 'the host name is unknown: check --server, SLUICE_SERVER or the profile',
  }
  const fact =
    error.code === 'ECONNREFUSED' ? `cannot reach ${error.server}: connection refused` : error.message
  return [fact, advice[error.code] ?? 'check that the server runs and that this is its address']
}

function keyLines(error: ApiError, connection: Connection | undefined, nowMs: number): string[] {
  const used = connection
    ? `${connection.server} refused access key ${connection.accessKey} (from ${connection.from})`
    : 'the server refused the keys'
  const reason = error.reason ? [`the server says: ${error.reason}`] : []
  const skewMs = error.serverTimeMs === undefined ? 0 : nowMs - error.serverTimeMs
  if (Math.abs(skewMs) < skewMsShown)
    return [`bad token: ${used}`, ...reason, 'check access key and secret key']
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  const side = skewMs > 0 ? 'ahead of' : 'behind'
  return [
    `bad token: ${used}`,
    ...reason,
    `the clock of this machine is ${minutes} min ${side} that of the server: set it right`,
  ]
}

/** A bad record is counted within its request; the person knows only the input. */
function pushLines(error: ApiError | NetworkError): string[] {
  if (!error.push) return []
  const { firstRecord, records, storedRecords } = error.push
  const place = /\b(?:line|record) (\d+)/.exec(error.message)?.[1]
  const faulty =
    place && firstRecord > 0
      ? [`counted over the whole input it is record ${firstRecord + Number(place)}`]
      : []
  const refused = error instanceof ApiError && error.status < 500
  return [...faulty, refused ? refusedLine(storedRecords, records) : unknownLine(storedRecords, records)]
}

function refusedLine(stored: number, after: number): string {
  if (stored === 0) return 'no record was stored'
  return `the first ${stored} records of the input are stored, the ${after} after them are not`
}

/** Without an answer, the last request may be stored or not. */
function unknownLine(stored: number, after: number): string {
  const first = stored === 0 ? 'no record of the input is' : `the first ${stored} records of the input are`
  return `${first} known to be stored, the next ${after} may be`
}
