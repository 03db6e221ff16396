import assert from 'node:assert/strict'
import { test } from 'node:test'
import { help, parseStart, type Settings, SettingsError } from './settings.ts'

interface Given {
  flags?: string[]
  environment?: { [name: string]: string }
  files?: { [path: string]: string }
}

const start = ({ flags = [], environment = {}, files = {} }: Given) =>
  parseStart(
    {
      flags,
      environment,
      readFile: (path) => files[path] ?? assert.fail(`ENOENT: no such file, open '${path}'`),
    },
    '0.1.0',
  )

function settings(given: Given): Settings {
  const result = start(given)
  assert.equal(result.kind, 'serve')
  return result.settings
}

function refused(given: Given, message: string) {
  assert.throws(
    () => start(given),
    (error) => {
      assert.ok(error instanceof SettingsError)
      assert.equal(error.message, message)
      return true
    },
  )
}

test('without any source the defaults hold, as numbers in bytes and milliseconds', () => {
  const defaults = settings({})
  assert.equal(defaults.port, 7758)
  assert.equal(defaults.host, '127.0.0.1')
  assert.equal(defaults.dataDir, './sluice-data')
  assert.equal(defaults.retentionMs, 172_800_000)
  assert.equal(defaults.timeZone, 'Asia/Shanghai')
  assert.equal(defaults.logLevel, 'info')
  assert.equal(defaults.bodyBytesMax, 2_097_152)
  assert.equal(defaults.pluginBytesMax, 104_857_600)
  assert.equal(defaults.clockSkewMsMax, 900_000)
  assert.deepEqual([defaults.accessKey, defaults.computeProcesses], [undefined, undefined])
})

test('a flag wins over a variable, a variable over the file, the file over the default', () => {
  const files = { 'sluice.json': '{"port": 1, "retention": "1d", "region": "file"}' }
  const given = settings({
    flags: ['--port', '3', '--config=sluice.json'],
    environment: { SLUICE_PORT: '2', SLUICE_RETENTION: '12h' },
    files,
  })
  assert.deepEqual([given.port, given.retentionMs, given.region], [3, 43_200_000, 'file'])
  assert.equal(settings({ environment: { SLUICE_CONFIG: 'sluice.json' }, files }).port, 1)
})

test('values may follow the flag or an equals sign, and hold further equals signs', () => {
  const given = settings({ flags: ['--data-dir=/tmp/a=b', '--log-level', 'debug'] })
  assert.deepEqual([given.dataDir, given.logLevel], ['/tmp/a=b', 'debug'])
})

test('sizes and durations take units in any case', () => {
  const given = settings({ flags: ['--body-bytes-max', '1.5mib', '--clock-skew-max', '90S'] })
  assert.deepEqual([given.bodyBytesMax, given.clockSkewMsMax], [1_572_864, 90_000])
})

test('variables of tests and of the sluice command are not settings, empty ones are not set', () => {
  const environment = {
    SLUICE_TEST_SUFFIXES: 'x',
    SLUICE_PROFILE: 'a',
    SLUICE_SERVER: 'b',
    SLUICE_OUTPUT: 'c',
    SLUICE_PORT: '',
    PATH: '/bin',
  }
  assert.equal(settings({ environment }).port, 7758)
})

test('an unknown name is refused wherever it stands, and the nearest is proposed', () => {
  refused({ flags: ['--prot', '1'] }, 'flag --prot: there is no such setting; did you mean --port?')
  refused({ flags: ['--colour'] }, 'flag --colour: there is no such setting; --help lists all settings')
  refused({ flags: ['serve'] }, "unexpected argument 'serve': settings are written --name value")
  refused(
    { environment: { SLUICE_DATADIR: 'x' } },
    'environment variable SLUICE_DATADIR: there is no such setting; did you mean SLUICE_DATA_DIR?',
  )
  refused(
    { flags: ['--config', 'a.json'], files: { 'a.json': '{"retention_": "1d"}' } },
    "settings file a.json, 'retention_': there is no such setting; did you mean 'retention'?",
  )
})

test('a bad value is refused with its source and what it must be', () => {
  refused({ flags: ['--port', '70000'] }, "flag --port: '70000' must be from 0 to 65535")
  refused({ flags: ['--port'] }, 'flag --port needs a value: write --port <value>')
  refused(
    { environment: { SLUICE_RETENTION: '2 days' } },
    "environment variable SLUICE_RETENTION: '2 days' must be a duration such as 500ms, 30s, 15m, 2h or 2d",
  )
  refused(
    { environment: { SLUICE_RETENTION: '10ms' } },
    "environment variable SLUICE_RETENTION: '10ms' must be from 1s to 3650d",
  )
  refused(
    { flags: ['--body-bytes-max=2MB'] },
    "flag --body-bytes-max: '2MB' must be a size such as 512KiB, 64MiB or 2097152",
  )
  refused(
    { flags: ['--time-zone', 'Mars'] },
    "flag --time-zone: 'Mars' must be a time zone such as Asia/Shanghai or UTC",
  )
  refused({ flags: ['--log-level=loud'] }, "flag --log-level: 'loud' must be one of debug, info, warn, error")
  refused(
    { flags: ['--config', 'a.json'], files: { 'a.json': '{"port": true}' } },
    "settings file a.json, 'port': the value must be a string or a number",
  )
})

test('a settings file that is no JSON object is refused with the reason', () => {
  refused(
    { flags: ['--config', 'a.json'], files: { 'a.json': '[]' } },
    'flag --config: the settings file a.json must hold one JSON object of names and values',
  )
  assert.throws(
    () => start({ flags: ['--config', 'b.json'] }),
    /^SettingsError: flag --config: .* b\.json cannot be read: ENOENT/,
  )
})

test('the key pair is set only together, and a bad secret is never repeated', () => {
  const pair = settings({ environment: { SLUICE_ACCESS_KEY: 'ak', SLUICE_SECRET_KEY: 'sk' } })
  assert.deepEqual([pair.accessKey, pair.secretKey], ['ak', 'sk'])
  refused(
    { environment: { SLUICE_ACCESS_KEY: 'ak' } },
    'access-key is set without secret-key: set both or neither',
  )
  refused({ flags: ['--secret-key', 'sk'] }, 'secret-key is set without access-key: set both or neither')
  refused(
    { environment: { SLUICE_ACCESS_KEY: 'ak', SLUICE_SECRET_KEY: 'my secret' } },
    'environment variable SLUICE_SECRET_KEY: the value must be 1 to 256 printable characters without spaces',
  )
})

test('a push of the largest size must fit into the bytes in flight', () => {
  refused(
    { flags: ['--body-bytes-max', '256MiB'] },
    'in-flight-bytes-max (134217728) is smaller than body-bytes-max (268435456): raise it',
  )
})

test('--help prints every setting with its variable and default, within 100 columns', () => {
  const result = start({ flags: ['--port', 'x', '--help'] })
  assert.equal(result.kind, 'print')
  assert.equal(result.text, help('0.1.0'))
  assert.match(result.text, /^ {2}--port <integer> +7758 +SLUICE_PORT$/m)
  assert.match(result.text, /^ {2}--log-level debug\|info\|warn\|error +info +SLUICE_LOG_LEVEL$/m)
  assert.ok(result.text.split('\n').every((line) => line.length <= 100 && line === line.trimEnd()))
})

test('--version prints the version', () => {
  assert.deepEqual(start({ flags: ['--version'] }), { kind: 'print', text: '0.1.0\n' })
})
