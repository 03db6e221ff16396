import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A real server in a process of its own, on a free port and a data directory that goes with it. */
export interface TestServer {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
  readonly dataDirectory: string
  /** Everything it printed: banner on stdout, JSON log lines on stderr. */
  output(): string
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL, as a power cut would. */
  kill(): Promise<void>
  /** Starts again on the same data, after stop or kill. */
  restart(): Promise<TestServer>
  /** Stops if needed and removes the data directory. */
  [Symbol.asyncDispose](): Promise<void>
}

export interface StartOptions {
  /** Settings by name, as flags without the dashes: { retention: '1h' }. */
  readonly settings?: { readonly [name: string]: string }
  readonly dataDirectory?: string
  readonly environment?: NodeJS.ProcessEnv
  /** Put before the command, such as ['taskset', '-c', '0']. */
  readonly prefix?: readonly string[]
  /** Started as people start it, with `npm start`. Not for kill(): that would leave the server behind. */
  readonly throughNpm?: boolean
}

const root = join(import.meta.dirname, '../..')
const node = [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  join(root, 'packages/server/src/main.ts'),
]

export async function startServer(options: StartOptions = {}): Promise<TestServer> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'sluice-test-')))
  const flags = Object.entries({ port: '0', 'data-dir': dataDirectory, ...options.settings })
  const [command = '', ...args] = [
    ...(options.prefix ?? []),
    ...(options.throughNpm ? ['npm', 'start', '--'] : node),
    ...flags.flatMap(([name, value]) => [`--${name}`, value]),
  ]
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutSluiceVariables(), ...options.environment },
  })
  const lines: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line))
  const url = await address(child, lines)
  const credentials = JSON.parse(await readFile(join(dataDirectory, 'credentials.json'), 'utf8'))

  // npm ends before the server does: only then are the pipes closed.
  const event = options.throughNpm ? 'close' : 'exit'
  const ended = new Promise<number | null>((resolve) => child.once(event, (code) => resolve(code)))
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return await ended
  }
  return {
    url,
    accessKey: credentials.accessKey,
    secretKey: credentials.secretKey,
    dataDirectory,
    output: () => lines.join('\n'),
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL')
    },
    restart: async () => {
      await end('SIGTERM')
      return await startServer({ ...options, dataDirectory })
    },
    async [Symbol.asyncDispose]() {
      await end('SIGTERM')
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

async function address(child: ChildProcess, lines: string[]): Promise<string> {
  if (!child.stdout) throw new Error('the server has no stdout')
  const reader = createInterface({ input: child.stdout })
  const found = new Promise<string>((resolve) => {
    reader.on('line', (line) => {
      lines.push(line)
      const match = /ready at (http:\S+)/.exec(line)
      if (match?.[1]) resolve(match[1])
    })
  })
  // 'close' comes after the last line that it printed.
  const exited = once(child, 'close').then(([code]) => {
    throw new Error(`the server exited with ${code} before it was ready:\n${lines.join('\n')}`)
  })
  return await Promise.race([found, exited])
}

function withoutSluiceVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SLUICE_')))
}
