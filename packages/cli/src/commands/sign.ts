import { makeToken, signRequest } from '@sluice/sdk'
import { parseDurationMs } from '../amounts.ts'
import { type Call, type Command, UsageError } from '../command.ts'

export const signCommand: Command = {
  name: 'sign',
  summary: 'print the headers of a signed request, for curl and the like',
  args: [
    { name: 'method', description: 'GET, POST, PUT or DELETE' },
    { name: 'path', description: '/v2/…, with its query if it has one' },
  ],
  options: {
    'content-type': {
      value: 'type',
      description: 'Content-Type of the request; POST and PUT: text/plain for …/data, else JSON',
    },
    token: { description: 'a token instead: no Date needed, and others can use it' },
    expires: { value: '5h', description: 'how long the token works; default 5h' },
    curl: { description: 'print a whole curl command' },
    data: { value: 'text|@file', description: 'body of the curl command' },
  },
  notes: 'A signature is good for 15 minutes, for this method and path alone.',
  examples: [
    'sluice sign GET /v2/repos',
    'eval "$(sluice sign POST /v2/repos/web/data --curl --data $\'url=/a\\ttime=2017-01-12T07:30:00Z\')"',
  ],
  run: sign,
}

const methods = ['GET', 'POST', 'PUT', 'DELETE']
const tokenLifeMsDefault = 5 * 3_600_000

async function sign(call: Call): Promise<void> {
  const method = call.arg('method').toUpperCase()
  const path = call.arg('path')
  if (!methods.includes(method)) throw new UsageError(`method '${method}' is none of ${methods.join(', ')}`)
  if (!path.startsWith('/')) throw new UsageError(`path '${path}' does not start with /`)
  if (call.text('expires') !== undefined && !call.given('token'))
    throw new UsageError('--expires needs --token')
  const headers = await headersOf(call, method, path)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const command = call.given('curl') || call.text('data') !== undefined
  await call.answer(headers, command ? await curl(call, method, path, lines) : lines.join('\n'))
}

async function headersOf(call: Call, method: string, path: string): Promise<Record<string, string>> {
  const keys = await call.connection()
  const contentType = call.text('content-type') ?? usualContentType(method, path)
  const request = { method, resource: path.split('?', 1)[0] ?? '', contentType }
  const nowMs = call.shell.nowMs()
  const lifeMs = parseDurationMs(call.text('expires') ?? `${tokenLifeMsDefault / 1000}s`)
  const signature = call.given('token')
    ? { Authorization: await makeToken(keys, request, nowMs + lifeMs) }
    : await signRequest(keys, request, nowMs)
  return { ...signature, ...(contentType ? { 'Content-Type': contentType } : {}) }
}

function usualContentType(method: string, path: string): string {
  if (method !== 'POST' && method !== 'PUT') return ''
  if (/\/data(\?|$)/.test(path)) return 'text/plain'
  return /^\/v2\/plugins\//.test(path) ? 'application/java-archive' : 'application/json'
}

async function curl(call: Call, method: string, path: string, headers: readonly string[]): Promise<string> {
  const { server } = await call.connection()
  const data = call.text('data')
  const words = [
    ...['curl', '-X', method, ...headers.flatMap((header) => ['-H', header])],
    ...(data === undefined ? [] : ['--data-binary', data]),
    `${server}${path}`,
  ]
  return words.map(quoted).join(' ')
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
