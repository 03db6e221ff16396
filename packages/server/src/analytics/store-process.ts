// The process that has an account's store: started by the thread that needs it first, used by all of them through a socket,
// ended when nobody is connected any more. DuckDB's lock on the file makes sure that there is one.
import { rmSync, statSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { keepCompiled } from '../runtime/own-process.ts'
import { StoreRefusal } from './analytic-store.ts'
import { onFrame, sendFrame } from './framed-socket.ts'
import { readQuery } from './read-query.ts'
import { socketPath } from './socket-path.ts'
import { StoreDatabase } from './store-database.ts'
import { heldByAnother, type StoreReply, type StoreRequest } from './store-messages.ts'

const idleMsMax = 2_000
const firstConnectionMsMax = 20_000
/** DuckDB's own limit does not count what expressions hold (docs/decisions/0013). */
const processBytesMax = 1024 * 1024 * 1024
const checkIntervalMs = 100

const [directory = '', timeZone = 'UTC'] = process.argv.slice(2)
const path = socketPath(directory)
// Ctrl-C reaches every process of the terminal: the server says when the store is done by closing its connections.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

const database = await open()
const fileNumber = numberOf(database.path)
let writes: Promise<unknown> = Promise.resolve()
let reads: Promise<unknown> = Promise.resolve()
let connections = 0
let idle = setTimeout(end, firstConnectionMsMax)
const watch = setInterval(() => {
  if (process.memoryUsage.rss() > processBytesMax || fileIsGone()) die()
}, checkIntervalMs)

if (process.platform !== 'win32') rmSync(path, { force: true })
let ending = false
keepCompiled()
let socketNumber = 0
createServer(serve).listen(path, () => {
  socketNumber = numberOf(path)
})

async function open(): Promise<StoreDatabase> {
  try {
    return await StoreDatabase.open(directory, timeZone)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    process.stdout.write(message)
    process.exit(/lock|another process/i.test(message) ? heldByAnother : 1)
  }
}

function serve(socket: Socket): void {
  if (ending) return void socket.destroy()
  connections++
  clearTimeout(idle)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    if (--connections === 0) idle = setTimeout(end, idleMsMax)
  })
  onFrame(socket, (message) => void answer(socket, message as StoreRequest))
}

async function answer(socket: Socket, request: StoreRequest): Promise<void> {
  const reply = await replyTo(request)
  // After some errors (a full disk) DuckDB does nothing more: another process begins with what is on disk.
  const sent = reply.kind === 'failed' ? () => process.exit(1) : undefined
  if (socket.destroyed) sent?.()
  else sendFrame(socket, reply, sent)
}

async function replyTo(request: StoreRequest): Promise<StoreReply> {
  try {
    return { id: request.id, kind: 'done', text: await handle(request) }
  } catch (error) {
    const kind = error instanceof StoreRefusal ? 'refused' : 'failed'
    return { id: request.id, kind, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Queries go beside the writes, each kind one after the other. */
function handle(request: StoreRequest): Promise<string | undefined> {
  if (request.kind === 'query') {
    const answer = reads.then(() => readQuery(database.reading, request.query))
    reads = answer.catch(() => {})
    return answer
  }
  const done = writes.then(() => change(request))
  writes = done.catch(() => {})
  return done
}

async function change(request: Exclude<StoreRequest, { kind: 'query' }>): Promise<string | undefined> {
  if (request.kind === 'check') return await database.check(request.table)
  if (request.kind === 'write') await database.write(request.batch)
  else await database.prepare(request.table)
  return undefined
}

/** Whoever connects from here on finds nobody, and starts another process, which waits for the file. */
async function end(): Promise<void> {
  ending = true
  clearInterval(watch)
  await Promise.all([writes, reads])
  if (fileIsGone()) die()
  // Closing the server would remove whatever has the path.
  if (process.platform !== 'win32' && numberOf(path) === socketNumber) rmSync(path, { force: true })
  database.close()
  process.exit()
}

/** The folder was deleted, and perhaps made again with another process in it: DuckDB finds its write-ahead file by name, and
 *  closing the store would take away the other one's. */
function fileIsGone(): boolean {
  return numberOf(database.path) !== fileNumber
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('BUG: a killed process went on')
}

/** 0 = there is no such file. */
function numberOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.ino ?? 0
}
