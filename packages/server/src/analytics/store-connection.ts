import { spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bareEnvironment } from '../runtime/own-process.ts'
import { socketPath } from './socket-path.ts'
import { heldByAnother } from './store-messages.ts'

/** Of a store's process, on a machine that has much else to do. Below what a call of an export may take. */
export const storeStartMsMax = 40_000
const pollMs = 25

/**
 * A connection to the process that has the store in `directory`, which is started when there is none. Of several that are
 * started at once one gets the file and the others end. Rejects when it cannot be opened, with DuckDB's message.
 */
export async function connectStore(
  directory: string,
  timeZone: string,
  signal: AbortSignal,
): Promise<Socket> {
  const path = socketPath(directory)
  const deadlineMs = performance.now() + storeStartMsMax
  let starting: Promise<void> | undefined
  for (;;) {
    signal.throwIfAborted()
    const socket = await tryConnect(path)
    if (socket) return socket
    if (performance.now() > deadlineMs)
      throw new Error(`the store in ${directory} did not start: does another program have its file open?`)
    starting ??= start(directory, timeZone).finally(() => {
      starting = undefined
    })
    // Its failure ends the wait, its being held by another process does not.
    await Promise.race([starting, sleep(pollMs)])
  }
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', () => resolve(undefined))
  })
}

/** Resolves when the process has ended because another one has the file, or was told to end. */
function start(directory: string, timeZone: string): Promise<void> {
  const script = join(import.meta.dirname, 'store-process.ts')
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, directory, timeZone],
    {
      env: bareEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  child.unref()
  let said = ''
  child.stdout.on('data', (text) => {
    said = (said + text).slice(0, 2_000)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, killedBy) => {
      if (code === 0) return resolve()
      if (code === heldByAnother) return void setTimeout(resolve, 4 * pollMs)
      reject(new Error(`the store in ${directory} cannot be opened: ${said || `${killedBy ?? code}`}`))
    })
  })
}
