import { SluiceError, substitute, type Variable, variableNames } from '@sluice/model'

/** The system variables a key prefix knows (protocol §10.8); the account's own may be used too. */
const prefixVariables = ['year', 'mon', 'day', 'hour', 'min', 'sec']
const timestamp = '$(year)-$(mon)-$(day)-$(hour)-$(min)-$(sec)'
/** Of a path segment; leaves room for what follows the prefix in the 255 bytes that file systems allow. */
const segmentBytesMax = 180
/** As many as let 10^12 records be listed in order. */
const offsetDigits = 12

export interface ObjectKeyParts {
  readonly prefix: string
  /** Tells the files of one export from those of all others, also after it was created anew, and those of a replay from
   *  the live ones: it may begin a file at the same record and end it at another. */
  readonly run: string
  /** When the file was begun, ms since epoch. */
  readonly openedAtMs: number
  readonly firstOffset: bigint
  /** The account's own. */
  readonly variables: readonly Variable[]
  /** With its dot. */
  readonly extension: string
  /** IANA name */
  readonly timeZone: string
}

/**
 * `<prefix>-<8 characters of the run>-<first offset><extension>`: the same for the same records, so that a file
 * written again after a crash replaces itself, and different for two exports that share bucket and prefix.
 */
export function objectKey(parts: ObjectKeyParts): string {
  const { run, openedAtMs, firstOffset, extension, timeZone, variables } = parts
  const prefix = substitute(withTimestamp(parts.prefix), variables, { nowMs: openedAtMs, timeZone })
  const separator = prefix.endsWith('/') ? '' : '-'
  const offset = String(firstOffset).padStart(offsetDigits, '0')
  return `${prefix}${separator}${run.slice(0, 8)}-${offset}${extension}`
}

/** Without a variable the time is appended, or the files of a day could not be told apart by name (seed, kodo note 2). */
function withTimestamp(prefix: string): string {
  return variableNames(prefix).length > 0 ? prefix : prefix + timestamp
}

/** Errors: E18320. */
export function checkKeyPrefix(prefix: string, variables: readonly Variable[] = []): void {
  const known = [...prefixVariables, ...variables.map(({ name }) => name)]
  const unknown = variableNames(prefix).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw invalid(
      prefix,
      `$(${unknown}) is not defined; there are ${known.map((name) => `$(${name})`).join(' ')}`,
    )
  if (/[\p{Cc}\\]/u.test(prefix)) throw invalid(prefix, 'control characters and backslashes are not allowed')
  const segments = prefix.split('/')
  const inner = prefix.endsWith('/') ? segments.slice(0, -1) : segments
  if (prefix !== '' && inner.some((segment) => segment === '' || segment === '.' || segment === '..'))
    throw invalid(prefix, "no part between '/' may be empty, '.' or '..', and the first character is no '/'")
  if (inner.some((segment) => Buffer.byteLength(withTimestamp(segment)) > segmentBytesMax))
    throw invalid(prefix, `a part between '/' is longer than ${segmentBytesMax} bytes`)
}

function invalid(prefix: string, why: string): SluiceError {
  return new SluiceError('E18320', `spec.keyPrefix '${prefix}': ${why}`)
}
