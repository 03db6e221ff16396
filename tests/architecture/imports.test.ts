import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'

/**
 * Import direction (ARCHITECTURE.md, "Who may import whom"). A rule says for files under `from` which of our files they
 * may import; what no rule allows is refused. The first rule whose `from` matches a file is its rule.
 */
interface Rule {
  readonly from: RegExp
  /** Our own files, as paths from the repository root, or packages as '@sluice/<name>'. */
  readonly may: readonly RegExp[]
  readonly advice: string
}

const server = 'packages/server/src'
const ports = [
  `${server}/queues/record-log.ts`,
  `${server}/transforms/sql-engine.ts`,
  `${server}/exporters/exporter.ts`,
  `${server}/metadata/metadata-store.ts`,
  `${server}/compute/compute.ts`,
  `${server}/analytics/index.ts`,
]
const portPattern = new RegExp(`^(${ports.join('|').replaceAll('.', '\\.')})$`)
const model = /^@sluice\/model(\/signing)?$/
const runtime = new RegExp(`^${server}/runtime/`)

/** A backend: its own folder, ports, runtime, model. */
function backend(folder: string): Rule {
  return {
    from: new RegExp(`^${server}/${folder}/`),
    // Its tests run the port's conformance suite.
    may: [new RegExp(`^${server}/${folder}/`), portPattern, /\.conformance\.ts$/, runtime, model],
    advice: 'a backend imports its port, runtime, model and its driver: take anything else as an argument',
  }
}

/** Not backends of a port: pure readers of a format. */
const plainFolders = new RegExp(`^${server}/transforms/plugin/`)

const backendFolders = globSync(`${server}/{queues,transforms,exporters,metadata}/*/`).map((path) =>
  String(path).replace(/\/$/, '').slice(`${server}/`.length),
)

const rules: readonly Rule[] = [
  { from: /^packages\/model\//, may: [/^packages\/model\//], advice: 'model imports nothing of ours' },
  { from: /^packages\/sdk\//, may: [/^packages\/sdk\//, model], advice: 'sdk sees only model' },
  {
    from: /^packages\/(cli|console)\//,
    may: [/^packages\/(cli|console)\//, /^@sluice\/(sdk|model)$/],
    advice: 'the cli and the console see the server only through sdk',
  },
  { from: new RegExp(`^${server}/main\\.ts$`), may: [/./], advice: '' },
  {
    from: new RegExp(`^${server}/banner\\.ts$`),
    may: [new RegExp(`^${server}/access/`)],
    advice: 'the banner says who owns the server, and nothing else',
  },
  {
    from: new RegExp(`^${server}/[^/]+/index\\.ts$`),
    may: [new RegExp(`^${server}/`), model],
    advice: 'a port list imports its backends',
  },
  { from: runtime, may: [runtime, model], advice: 'runtime knows no product noun' },
  ...backendFolders.map(backend),
  {
    from: new RegExp(`^${server}/settings\\.ts$`),
    may: [runtime, model],
    advice: 'settings are data: others receive them as arguments',
  },
  {
    from: new RegExp(`^${server}/compute/`),
    may: [new RegExp(`^${server}/compute/`), portPattern, runtime, model],
    advice: 'compute serves the backends: it knows ports, runtime and model',
  },
  {
    from: new RegExp(`^${server}/analytics/`),
    may: [new RegExp(`^${server}/(analytics/|compute/fenced-functions\\.ts$)`), runtime, model],
    advice: 'the analytic store knows no export type: it takes tables and rows',
  },
  {
    from: new RegExp(`^${server}/access/`),
    may: [new RegExp(`^${server}/access/`), portPattern, runtime, model],
    advice: 'access imports ports, runtime and model',
  },
  {
    from: new RegExp(`^${server}/(queues|transforms|exporters|metadata)/[^/]+\\.ts$`),
    may: [
      new RegExp(`^${server}/(queues|transforms|exporters|metadata)/[^/]+\\.ts$`),
      new RegExp(`^${server}/pipelines/task-status\\.ts$`),
      portPattern,
      runtime,
      model,
    ],
    advice: 'ports and runners import ports, runtime and model, never a backend',
  },
  {
    from: new RegExp(`^${server}/pipelines/`),
    may: [
      new RegExp(`^${server}/pipelines/`),
      new RegExp(`^${server}/(queues|transforms|exporters|metadata)/[^/]+\\.ts$`),
      plainFolders,
      portPattern,
      runtime,
      model,
    ],
    advice: 'pipelines import ports and runners, never a backend',
  },
  {
    from: new RegExp(`^${server}/api/`),
    may: [new RegExp(`^${server}/(api|access|pipelines)/`), portPattern, runtime, model],
    advice: 'the API imports access, pipelines, ports, runtime and model',
  },
]

test('every import follows the import direction', () => {
  const offences = sources().flatMap((file) => importsOf(file).flatMap((target) => offence(file, target)))
  assert.deepEqual(offences, [])
})

test('the model uses no node module but node:buffer', () => {
  const offences = sources()
    .filter((file) => file.startsWith('packages/model/'))
    .flatMap((file) => nodeModulesOf(file).map((name) => `${file} imports ${name}`))
    .filter((line) => !line.endsWith('node:buffer'))
  assert.deepEqual(offences, [])
})

function sources(): string[] {
  return globSync('packages/*/src/**/*.ts')
    .map(String)
    .filter((file) => !/\.(test|bench|conformance)\.ts$/.test(file))
}

function importsOf(file: string): string[] {
  return specifiers(file)
    .filter((specifier) => specifier.startsWith('.') || specifier.startsWith('@sluice/'))
    .map((specifier) => (specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier))
}

function nodeModulesOf(file: string): string[] {
  return specifiers(file).filter((specifier) => specifier.startsWith('node:'))
}

function specifiers(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:^|\n)(?:import|export)\b[^'"]*?['"]([^'"\n]+)['"]/g)].map(
    (match) => match[1] ?? '',
  )
}

function offence(file: string, target: string): string[] {
  const rule = rules.find(({ from }) => from.test(file))
  if (!rule) return [`${file}: no import rule covers this folder; add one here`]
  return rule.may.some((pattern) => pattern.test(target)) ? [] : [`${file} imports ${target}: ${rule.advice}`]
}
