import { type ErrorCode, errorTable } from '@sluice/model'
import type { Route } from './route.ts'

type Json = { [key: string]: unknown }

/** The OpenAPI 3.1 document of the routes: printed from the very schemas that check requests. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: { [path: string]: Json } = {}
  for (const route of routes) {
    // Families that only answer 501 are not operations of this API; `*` has no place in OpenAPI.
    if (route.tag === 'Not here') continue
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluice',
      version,
      summary: 'Typed message queues, streaming SQL and streaming exports over HTTP',
      description:
        'Compatible with the Pandora Pipeline protocol. Every answer carries X-Reqid; every refusal is ' +
        '`{"error": "<code>: <what is wrong and what to do>"}`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:7758', description: 'The default of a local server' }],
    tags: tagsOf(routes),
    paths,
    components: {
      securitySchemes: {
        pandora: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: '`Pandora <accessKey>:<signature>` with a Date header, or `Pandora <token>`',
        },
      },
      schemas: { Error: errorShape },
    },
    security: [{ pandora: [] }],
  }
}

const errorShape = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string', description: '`<code>: <message>`, or `bad token`' } },
}

function tagsOf(routes: readonly Route[]): Json[] {
  const names = new Set(routes.map(({ tag }) => tag).filter((tag) => tag !== 'Not here'))
  return [...names].map((name) => ({ name }))
}

function operation(route: Route): Json {
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    parameters: parametersOf(route),
    ...(route.body || route.bytesMax ? { requestBody: requestBody(route) } : {}),
    ...(route.open ? { security: [] } : {}),
    responses: responses(route),
  }
}

/** `GET /v2/repos/{repo}/exports` → `getReposExports`, `GET …/{export}` → `getReposExportsByExport`: unique by construction. */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/^\/v2/, '')
    .split('/')
    .filter(Boolean)
    .flatMap((part) => (part.startsWith('{') ? ['by', part.slice(1, -1)] : part.split('.')))
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function parametersOf({ path, query = {} }: Route): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }))
  return [...inPath, ...inQuery]
}

function requestBody({ body, bytesMax, bodyTypes }: Route): Json {
  if (bytesMax) {
    const types = bodyTypes ?? ['application/octet-stream']
    return { required: true, content: Object.fromEntries(types.map((type) => [type, {}])) }
  }
  return { required: true, content: { 'application/json': { schema: plain(body) } } }
}

function responses(route: Route): Json {
  const answered = route.answerType
    ? { [route.answerType]: { schema: { type: 'string' } } }
    : { 'application/json': { schema: plain(route.answer ?? { type: 'object' }) } }
  const refused = route.open ? {} : { '401': refusal('`bad token`: signature, key, time or token is wrong') }
  return { '200': { description: 'Done', content: answered }, ...refused, ...refusalsOf(route.errors ?? []) }
}

function refusalsOf(codes: readonly ErrorCode[]): Json {
  const byStatus = Object.groupBy(codes, (code) => String(errorTable[code].status))
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, some = []]) => [
      status,
      refusal(some.map((code) => `${code} ${errorTable[code].meaning}`).join('; ')),
    ]),
  )
}

const refusal = (description: string): Json => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
})

/** TypeBox schemas are JSON Schema already; its local `$ref`s are given the form that OpenAPI readers resolve. */
function plain(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(inlined(JSON.parse(JSON.stringify(schema)))))
}

/** A cyclic type (a field holds fields) is unrolled one level: the nested list says `object`. */
function inlined(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((item) => inlined(item))
  if (typeof schema !== 'object' || schema === null) return schema
  const { $defs, $ref, $id: _id, ...rest } = schema as Json
  if ($defs) return inlined(($defs as Json)[String($ref)])
  if ($ref) return { type: 'object', description: `A ${$ref} again` }
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inlined(value)]))
}
