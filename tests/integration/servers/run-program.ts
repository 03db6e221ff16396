import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

/** How to run a server. */
export interface Launch {
  readonly command: string
  /** `port` is free on 127.0.0.1; `folder` is empty at the first start, and kept over kill and restart. */
  args(port: number, folder: string): readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** Fills the folder before the first start. */
  prepare?(folder: string): Promise<void>
  /** Whether it serves. May throw, which means no. Asked again until it says yes. Absent: once it takes connections. */
  ready?(port: number): Promise<boolean>
}

/** A server in a process of its own, on 127.0.0.1, with a data folder that goes with the test. */
export interface RunningProgram {
  readonly port: number
  readonly folder: string
  /** What it printed, for messages. */
  output(): string
  /** SIGKILL, as when its machine loses power. */
  kill(): Promise<void>
  /** SIGSTOP and SIGCONT: it is there and does not answer. */
  pause(): void
  resume(): void
  /** On the same port and folder; resolves when it serves. Kills it first if it runs. */
  restart(): Promise<void>
}

/** Search servers take a minute on a machine that is busy with other tests. */
const readyMsMax = 240_000
const pollMs = 50

export async function runProgram(
  context: Pick<TestContext, 'after'>,
  launch: Launch,
): Promise<RunningProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-server-'))
  await launch.prepare?.(folder)
  const port = await freePort()
  let running = start(launch, port, folder)
  const kill = async () => {
    running.child.kill('SIGKILL')
    await running.ended
  }
  context.after(async () => {
    await kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  await serving(launch, port, running)
  return {
    port,
    folder,
    output: () => running.output(),
    kill,
    pause: () => running.child.kill('SIGSTOP'),
    resume: () => running.child.kill('SIGCONT'),
    async restart() {
      await kill()
      running = start(launch, port, folder)
      await serving(launch, port, running)
    },
  }
}

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  output(): string
}

/** Has the kernel end the server when the test's process dies, however it dies. */
const setpriv = '/usr/bin/setpriv'

function start({ command, args, environment }: Launch, port: number, folder: string): Started {
  const own = [command, ...args(port, folder)]
  const [file = '', ...rest] = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--', ...own] : own
  const child = spawn(file, rest, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000)
    })
  return { child, ended: once(child, 'close').catch(() => {}), output: () => output }
}

async function serving(
  { command, ready = takesConnections }: Launch,
  port: number,
  { child, output }: Started,
): Promise<void> {
  const until = Date.now() + readyMsMax
  while (!(await ready(port).catch(() => false))) {
    const ended = child.exitCode !== null || child.signalCode !== null || child.pid === undefined
    if (ended || Date.now() > until)
      throw new Error(`${command} ${ended ? 'ended before it served' : 'does not serve'}:\n${output()}`)
    await sleep(pollMs)
  }
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } finally {
    socket.destroy()
  }
}

/** Another process may take it before the server does; the server then ends and the test says so. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has this form of address.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
