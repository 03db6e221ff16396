import type { IncomingMessage, ServerResponse } from 'node:http'
import { compileRecordParser, type RecordParser, type Rule, SluiceError } from '@sluice/model'
import type { Authenticate } from '../../access/authenticate.ts'
import type { Catalog } from '../../pipelines/catalog.ts'
import type { RepoDocument } from '../../pipelines/documents.ts'
import type { ActingFor } from '../../pipelines/grants.ts'
import { rulesOf } from '../../pipelines/rules.ts'
import type { Batch, RecordLog } from '../../queues/record-log.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { BytesInFlight } from '../../runtime/limits.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Metrics } from '../../runtime/metrics.ts'
import { contentLength } from '../content-length.ts'
import { answer, answerRefusal, refusal } from '../http-answer.ts'
import { inflate, readBody } from './body.ts'
import { batchFromRawText } from './raw-text.ts'
import { decodeTags } from './tags.ts'

export interface PushDeps {
  readonly authenticate: Authenticate
  readonly actingFor: ActingFor
  readonly catalog: Catalog
  readonly log: RecordLog
  readonly inFlight: BytesInFlight
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly bodyBytesMax: number
  /** IANA name: of times in raw text that say no zone. */
  readonly timeZone: string
  newReqid(): string
}

/** records: the body is records. raw: the body is lines of text that parse rules turn into records. */
export type PushForm = 'records' | 'raw'

/** A client turns any `code` but 200 of a raw push into an error, a missing one too (protocol §7.3). */
const answers: { readonly [form in PushForm]: string } = { records: '{}', raw: '{"code":200,"message":""}' }

/**
 * `POST /v2/repos/<r>/data`, and for raw text `POST /v2/stream/<r>/data` and `/v2/streams/<r>/data`: the hot path, outside of
 * the control API's framework. One pass: authenticate, read, inflate, parse into canonical lines, append, answer 200 once
 * durable. Anything wrong refuses the whole request.
 * Errors: 401, E18102 E18113 E18223 E18003 E18004 E18005 E18006 E18125 E18138 E18110 E18111 E18123 E18008, 429 E9002.
 * Source: protocol §6.2, §8.
 */
export function createPushHandler(deps: PushDeps, form: PushForm = 'records') {
  return async (request: IncomingMessage, response: ServerResponse, repo: string, query: string) => {
    const reqid = deps.newReqid()
    const startedAtMs = deps.clock.monotonicMs()
    let code = 'ok'
    try {
      await push(deps, request, repo, query, form)
      answer(response, 200, answers[form], { 'X-Reqid': reqid })
    } catch (error) {
      const refused = refusal(error, reqid, deps.logger)
      code = error instanceof SluiceError ? error.code : String(refused.status)
      answerRefusal(request, response, refused, reqid)
    }
    deps.metrics.pushed(code, (deps.clock.monotonicMs() - startedAtMs) / 1000)
  }
}

async function push(
  deps: PushDeps,
  request: IncomingMessage,
  name: string,
  query: string,
  form: PushForm,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  const caller = deps.authenticate({ method: 'POST', path, query, headers: request.headers })
  const actor = deps.actingFor(caller, request.headers['x-resource-owner'], name, 'write')
  const repo = deps.catalog.repo({ account: actor.account, repo: name })
  refuseDestination(name, repo)
  const length = contentLength(request.headers, deps.bodyBytesMax)
  // A gzip body may inflate up to the bound: it counts as that much.
  const release = deps.inFlight.take(request.headers['content-encoding'] ? deps.bodyBytesMax : length)
  if (!release)
    throw new SluiceError('E9002', 'too many bytes are being pushed at once: try again in a second')
  try {
    const body = await inflate(request.headers, await readBody(request, length), deps.bodyBytesMax)
    const tags = decodeTags(query)
    const parser = parserOf(repo)
    const context = {
      ...(tags ? { tags } : {}),
      ip: senderAddress(request),
      arrivedAtMs: deps.clock.nowMs(),
    }
    const rules = form === 'raw' ? rulesFor(deps, actor.account, repo, query) : []
    const batch =
      rules.length > 0
        ? batchFromRawText(body, rules, {
            schema: repo.schema,
            parser,
            push: context,
            timeZone: deps.timeZone,
          })
        : parse(parser, request, body, context)
    await deps.log.append(repo.queue, batch)
    deps.metrics.stored(actor.account, name, batch.count, body.length)
  } finally {
    release()
  }
}

/** JSON when the Content-Type says so, else the push text format. */
function parse(
  parser: RecordParser,
  request: IncomingMessage,
  body: Buffer,
  context: Parameters<RecordParser['parseText']>[1],
): Batch {
  const json = /^application\/(x-nd)?json\b/i.test(request.headers['content-type'] ?? '')
  return json ? parser.parseJson(body, context) : parser.parseText(body, context)
}

/** The parameter `rules` (names joined by commas), else those the repo is bound to; none: the body is records. */
function rulesFor(deps: PushDeps, account: string, repo: RepoDocument, query: string): readonly Rule[] {
  const given = new URLSearchParams(query).get('rules')
  const names = given ? given.split(',') : (repo.ruleNames ?? [])
  return rulesOf(deps, account, names)
}

function refuseDestination(name: string, repo: RepoDocument): void {
  if (repo.derivedFrom)
    throw new SluiceError(
      'E18223',
      `repo '${name}' is the destination of transform '${repo.derivedFrom}' and takes no pushes`,
    )
}

/** Compiled once per version of a repo: a changed repo is a new document. */
const parsers = new WeakMap<RepoDocument, RecordParser>()

function parserOf(repo: RepoDocument): RecordParser {
  let parser = parsers.get(repo)
  if (!parser) {
    parser = compileRecordParser(repo.schema, repo.options)
    parsers.set(repo, parser)
  }
  return parser
}

function senderAddress(request: IncomingMessage): string {
  const address = request.socket.remoteAddress ?? ''
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
}
