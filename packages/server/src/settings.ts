import { printHelp } from './runtime/settings/print-settings.ts'
import { readSettings, SettingsError, type Sources } from './runtime/settings/read-settings.ts'
import type { SettingsOf, SettingsTable } from './runtime/settings/setting.ts'

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** The one table of settings: `--help`, docs/reference/settings.md and the type Settings follow from it. */
export const settingsTable = {
  port: {
    group: 'Usual',
    type: 'integer',
    default: '7758',
    min: 0,
    max: 65_535,
    description: 'Port of the HTTP API. 0 takes a free one; the first line printed says which.',
  },
  host: {
    group: 'Usual',
    type: 'text',
    default: '127.0.0.1',
    pattern: /^[\w.:-]+$/,
    rule: 'be a host name or an IP address',
    description: 'Address to listen on. 0.0.0.0 or :: takes connections from other machines too.',
  },
  'data-dir': {
    group: 'Usual',
    type: 'path',
    default: './sluice-data',
    description: 'Folder of everything that is kept: records, definitions, keys. Created when missing.',
  },
  retention: {
    group: 'Usual',
    type: 'duration',
    default: '2d',
    min: second,
    max: 3650 * day,
    description: 'How long a repo keeps its records. Whole segments go once all their records are older.',
  },
  'time-zone': {
    group: 'Usual',
    type: 'time-zone',
    default: 'Asia/Shanghai',
    description: 'Time zone of SQL date functions, of variables such as $(now) and of object keys.',
  },
  region: {
    group: 'Usual',
    type: 'text',
    default: 'nb',
    pattern: /^[A-Za-z0-9_-]{1,64}$/,
    rule: 'be 1 to 64 letters, digits, _ or -',
    description: 'The region that repos of this server must name. Existing clients send nb.',
  },
  'log-level': {
    group: 'Usual',
    type: 'choice',
    choices: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    description: 'What is written to stderr: events of this level and above, one JSON object a line.',
  },
  'stop-timeout': {
    group: 'Usual',
    type: 'duration',
    default: '20s',
    min: 0,
    max: hour,
    description: 'After SIGTERM: how long to wait for requests and tasks before they are cut off.',
  },
  connections: {
    group: 'Keys',
    type: 'path',
    default: '',
    description:
      'JSON file of connections that exports of every account use: {"<type>": {"<name>": {"driver": …, "options": {…}}}}. Read once, at the start.',
  },
  'access-key': {
    group: 'Keys',
    type: 'text',
    default: '',
    pattern: /^[A-Za-z0-9_-]{1,128}$/,
    rule: 'be 1 to 128 letters, digits, _ or -',
    description:
      'Access key of the first account, for unattended installs; only together with secret-key. Without the two, the first start makes a random pair.',
  },
  'secret-key': {
    group: 'Keys',
    type: 'text',
    default: '',
    secret: true,
    pattern: /^[\x21-\x7e]{1,256}$/,
    rule: 'be 1 to 256 printable characters without spaces',
    description:
      'Secret key that belongs to access-key. Prefer the variable or the file: other users of the machine can see flags.',
  },
  'clock-skew-max': {
    group: 'Keys',
    type: 'duration',
    default: '15m',
    min: second,
    max: day,
    description: 'How far the Date of a signed request may be from the clock of the server.',
  },
  'body-bytes-max': {
    group: 'Limits',
    type: 'bytes',
    default: '2MiB',
    min: KiB,
    max: GiB,
    description: 'Largest body of a push, after inflating. Client libraries cut their batches at 2 MiB.',
  },
  'in-flight-bytes-max': {
    group: 'Limits',
    type: 'bytes',
    default: '128MiB',
    min: KiB,
    max: 64 * GiB,
    description: 'Bytes of push bodies being worked on at once; beyond that pushes get 429 with Retry-After.',
  },
  'plugin-bytes-max': {
    group: 'Limits',
    type: 'bytes',
    default: '100MiB',
    min: KiB,
    max: GiB,
    description: 'Largest plugin jar.',
  },
  'transforms-per-repo-max': {
    group: 'Limits',
    type: 'integer',
    default: '100',
    min: 0,
    max: 10_000,
    description: 'Transforms that may read one repo.',
  },
  'exports-per-repo-max': {
    group: 'Limits',
    type: 'integer',
    default: '100',
    min: 0,
    max: 10_000,
    description: 'Exports that may read one repo.',
  },
  'compute-processes': {
    group: 'Limits',
    type: 'integer',
    default: '',
    min: 1,
    max: 256,
    description:
      'Queries of transforms that run at once, each in a process of its own. Not set: as many as the machine has cores.',
  },
  'export-workers': {
    group: 'Limits',
    type: 'integer',
    default: '1',
    min: 1,
    max: 64,
    description: 'Threads that the exports share.',
  },
  'export-memory-max': {
    group: 'Limits',
    type: 'bytes',
    default: '256MiB',
    min: MiB,
    max: 64 * GiB,
    description:
      'Bytes of records that all exports together hold while they move them. When they are short, batches get smaller, those of the exports that hold most first. Uploads of files to S3 stores come beside it, 24 MiB at most for each that is under way.',
  },
  'segment-bytes-max': {
    group: 'Storage',
    type: 'bytes',
    default: '64MiB',
    min: 64 * KiB,
    max: 4 * GiB,
    description: 'A write-ahead segment is finished when it is this large.',
  },
  'segment-age-max': {
    group: 'Storage',
    type: 'duration',
    default: '10m',
    min: second,
    max: day,
    description: 'A write-ahead segment is finished when its first record is this old.',
  },
  'seal-bytes-min': {
    group: 'Storage',
    type: 'bytes',
    default: '32MiB',
    min: KiB,
    max: 4 * GiB,
    description:
      'Finished segments of a repo are rewritten as one Parquet file when they hold this much together.',
  },
  'seal-age-max': {
    group: 'Storage',
    type: 'duration',
    default: '10m',
    min: second,
    max: 30 * day,
    description: 'Or when the oldest record in them is this old.',
  },
} as const satisfies SettingsTable

/** accessKey and secretKey are set both or neither. */
export type Settings = SettingsOf<typeof settingsTable>

export type Start =
  | { readonly kind: 'serve'; readonly settings: Settings }
  | { readonly kind: 'print'; readonly text: string }

/** What the command line asks for. Throws SettingsError, whose message is for the person who started the server. */
export function parseStart(sources: Sources, version: string): Start {
  if (sources.flags.includes('--help')) return { kind: 'print', text: help(version) }
  if (sources.flags.includes('--version')) return { kind: 'print', text: `${version}\n` }
  const settings = readSettings(settingsTable, sources)
  refuseHalfPair(settings)
  refuseSmallInFlight(settings)
  return { kind: 'serve', settings }
}

export const help = (version: string): string =>
  printHelp(
    settingsTable,
    `Sluice ${version}: self-hosted streaming data pipeline`,
    'npm start -- [--name value | --name=value]...',
  )

function refuseHalfPair({ accessKey, secretKey }: Settings): void {
  if ((accessKey === undefined) === (secretKey === undefined)) return
  const [given, missing] = accessKey ? ['access-key', 'secret-key'] : ['secret-key', 'access-key']
  throw new SettingsError(`${given} is set without ${missing}: set both or neither`)
}

/** Else the largest allowed push could never be taken. */
function refuseSmallInFlight({ inFlightBytesMax, bodyBytesMax }: Settings): void {
  if (inFlightBytesMax < bodyBytesMax)
    throw new SettingsError(
      `in-flight-bytes-max (${inFlightBytesMax}) is smaller than body-bytes-max (${bodyBytesMax}): raise it`,
    )
}

export { SettingsError } from './runtime/settings/read-settings.ts'
