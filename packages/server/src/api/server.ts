import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { SluiceError } from '@sluice/model'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Actor, Authenticate } from '../access/authenticate.ts'
import { type ActingFor, anyRepo } from '../pipelines/grants.ts'
import type { Logger } from '../runtime/logger.ts'
import { contentLength } from './content-length.ts'
import { answerRefusal, refusal } from './http-answer.ts'
import { parseJsonBody } from './json-body.ts'
import { answerMalformedRequest, createCurrentExchanges } from './malformed-request.ts'
import { Reply, type Route } from './route.ts'

/** Largest JSON body of the control API. The largest sensible one is a schema of 500 described fields. */
const controlBodyBytesMax = 2 * 1024 * 1024

export type PushHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  repo: string,
  query: string,
) => Promise<void>

export interface ApiDeps {
  readonly routes: readonly Route[]
  readonly push: PushHandler
  readonly pushRaw: PushHandler
  readonly authenticate: Authenticate
  readonly actingFor: ActingFor
  readonly logger: Logger
  /** Fires when the server is to stop: calls that wait on purpose then end. */
  readonly stopping: AbortSignal
  newReqid(): string
}

/**
 * The HTTP server: pushes go straight to their handler, everything else through Fastify, which only routes and reads
 * bodies. All refusals take their body from one place (http-answer.ts).
 */
export async function createApi(deps: ApiDeps): Promise<Server> {
  let server: Server | undefined
  const exchanges = createCurrentExchanges()
  const app = Fastify({
    logger: false,
    clientErrorHandler: (error, socket) =>
      answerMalformedRequest(error, socket, { exchange: exchanges.of(socket), reqid: deps.newReqid() }),
    exposeHeadRoutes: false,
    bodyLimit: controlBodyBytesMax,
    // A head has at most 16 KiB: names of any length that can come reach their route, whose codes say what is wrong.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16 * 1024 },
    frameworkErrors: (error, request, reply) => {
      refuse(deps, error, request, reply)
    },
    serverFactory: (handler) => {
      server = createServer((request, response) => {
        exchanges.begin(request, response)
        dispatch(deps, handler, request, response)
      })
      // Node's own answer would have neither reqid nor JSON.
      server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
        const unknown = new SluiceError('E18007', 'the Expect header may only say 100-continue')
        answerRefused(deps, unknown, request, response)
      })
      return server
    },
  })
  readBodiesAsBytes(app)
  app.setErrorHandler((error, request, reply) => refuse(deps, error, request, reply))
  app.setNotFoundHandler((request, reply) => notFound(deps, request, reply))
  for (const route of deps.routes) register(app, deps, route)
  await app.ready()
  if (!server) throw new Error('the HTTP server was not made')
  // Agents keep connections for long; the default of 5 s makes them meet resets between two pushes.
  server.keepAliveTimeout = 65_000
  return server
}

const pushPath = /^\/v2\/(repos|streams?)\/([^/?]+)\/data\/?(?:\?(.*))?$/
const mediaTypePattern = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/

function dispatch(
  deps: ApiDeps,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const push = pushOf(request)
  if (push) void deps[push.form](request, response, push.repo, push.query)
  else {
    const contentType = request.headers['content-type']
    if (contentType !== undefined && !mediaTypePattern.test(contentType)) {
      // The framework refuses such requests, but a client sends an empty Content-Type (protocol §1.3), and signs it.
      signedContentTypes.set(request, contentType)
      request.headers['content-type'] = 'application/octet-stream'
    }
    afterUnwantedBody(request, () => handler(request, response))
  }
}

/** The push that a request is; undefined: another call. The framework refuses what cannot be decoded. */
function pushOf({ method, url = '' }: IncomingMessage) {
  const [, folder, encoded = '', query = ''] = (method === 'POST' && pushPath.exec(url)) || []
  if (folder === undefined) return undefined
  try {
    const form: 'push' | 'pushRaw' = folder === 'repos' ? 'push' : 'pushRaw'
    return { form, repo: encoded.includes('%') ? decodeURIComponent(encoded) : encoded, query }
  } catch {
    return undefined
  }
}

/** A GET has no body, but some clients send one. The connection closes with the answer: what is still unread then makes
 *  the system reset it, and the end of a large answer is lost. */
function afterUnwantedBody(request: IncomingMessage, work: () => void): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  if (request.method !== 'GET' || (length === '0' && encoding === undefined)) work()
  else request.once('end', work).resume()
}

/** Bodies arrive as bytes whatever their Content-Type says: some libraries send JSON without one (protocol §1.3). */
function readBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

function register(app: FastifyInstance, deps: ApiDeps, route: Route): void {
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit: route.bytesMax ?? controlBodyBytesMax,
    onRequest: async (request) => {
      if (!route.open) actors.set(request.raw, actorOf(deps, route, request))
      if (route.body || route.bytesMax) contentLength(request.headers, route.bytesMax ?? controlBodyBytesMax)
    },
    handler: async (request, reply) => {
      const closed = new AbortController()
      reply.raw.once('close', () => closed.abort())
      const result = await route.handle({
        actor: actors.get(request.raw) ?? nobody,
        params: request.params as { [name: string]: string },
        query: request.query as { [name: string]: string | undefined },
        body: route.body ? parseJsonBody(bytesOf(request)) : undefined,
        bytes: bytesOf(request),
        headers: request.headers,
        signal: closed.signal,
        stopping: deps.stopping,
      })
      return send(deps, reply, result instanceof Reply ? result : new Reply(JSON.stringify(result ?? {})))
    },
  })
}

/** Content types as they were sent and signed, where the framework was given another one. */
const signedContentTypes = new WeakMap<IncomingMessage, string>()
const actors = new WeakMap<IncomingMessage, Actor>()
const nobody: Actor = { account: '', accessKey: '', admin: false }

function authenticated(deps: ApiDeps, request: FastifyRequest): Actor {
  const [path = '', query = ''] = request.raw.url?.split('?', 2) ?? []
  const signed = signedContentTypes.get(request.raw)
  const headers = signed === undefined ? request.headers : { ...request.headers, 'content-type': signed }
  return deps.authenticate({ method: request.method, path, query, headers })
}

/** Who is asking, or whom they act for. */
function actorOf(deps: ApiDeps, route: Route, request: FastifyRequest): Actor {
  const actor = authenticated(deps, request)
  const { repo = anyRepo } = request.params as { repo?: string }
  const permission = route.permission ?? (route.method === 'GET' ? 'read' : 'manage')
  return deps.actingFor(actor, request.headers['x-resource-owner'], repo, permission)
}

const bytesOf = (request: FastifyRequest): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)

function notFound(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  try {
    authenticated(deps, request)
  } catch (error) {
    return refuse(deps, error, request, reply)
  }
  const path = request.raw.url?.split('?', 1)[0] ?? ''
  return refuse(
    deps,
    new SluiceError('E9003', `${request.method} ${path} is not an operation of this API`),
    request,
    reply,
  )
}

function refuse(deps: ApiDeps, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  // The work was given up because nobody waits for it any more.
  if (reply.raw.destroyed && error instanceof Error && error.name === 'AbortError') return reply
  answerRefused(deps, asRefusal(error), request.raw, reply.raw)
  return reply
}

function answerRefused(
  deps: ApiDeps,
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const reqid = deps.newReqid()
  answerRefusal(request, response, refusal(error, reqid, deps.logger), reqid)
}

/** Fastify's own refusals, in our words. */
function asRefusal(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new SluiceError('E18005', 'the request body is too large')
  // ECONNRESET: the sender closed before the whole body was there.
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' || code === 'ECONNRESET')
    return new SluiceError('E18004', 'the body is not as long as Content-Length says')
  if (code === 'FST_ERR_BAD_URL') return new SluiceError('E9003', 'the address is not a valid URL path')
  return error
}

function send(deps: ApiDeps, reply: FastifyReply, body: Reply): FastifyReply {
  const bytes = typeof body.body === 'string' ? Buffer.from(body.body) : Buffer.from(body.body)
  return reply
    .code(body.status)
    .header('X-Reqid', deps.newReqid())
    .headers({ ...body.headers })
    .header('Content-Type', body.contentType)
    .serializer((payload: unknown) => payload as string)
    .send(bytes)
}
