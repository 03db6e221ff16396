import { type ErrorCode, errorTable } from '@sluice/model'
import { Type } from 'typebox'
import { parametersOf, sharedParameters } from './openapi-parameters.ts'
import { type Json, SchemaPrinter } from './openapi-schemas.ts'
import { operationTags } from './operation-tags.ts'
import type { Operation } from './route.ts'

/** The OpenAPI 3.1 document of the operations: printed from the very schemas that check requests. */
export function openApiDocument(operations: readonly Operation[], version: string): Json {
  // Families that only answer 501 are not operations of this API; `*` has no place in OpenAPI.
  const listed = operations.filter(({ tag }) => tag !== 'Not here')
  const schemas = new SchemaPrinter()
  const paths: { [path: string]: Json } = {}
  for (const operation of listed)
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: printOperation(operation, schemas),
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
    servers: [{ url: '/', description: 'This server' }],
    tags: Object.entries(operationTags).flatMap(([name, description]) =>
      listed.some(({ tag }) => tag === name) ? [{ name, description }] : [],
    ),
    paths,
    components: {
      securitySchemes: { pandora },
      parameters: sharedParameters,
      headers: { Reqid: { description: 'Names this request in the log', schema: { type: 'string' } } },
      responses: {
        Unauthorized: refusal('`bad token`: key, signature, time or token is wrong; X-Log says which'),
        Refused: refusal(
          'Any other refusal: E9003 no such address, E18004, E18005 and E18007 a head or body that no operation takes, E18664 and E18665 what X-Resource-Owner asks for is not granted',
        ),
        Failed: refusal('A fault of the server: its log has the details under the X-Reqid of this answer'),
      },
      schemas: { Error: schemas.print(errorShape), ...schemas.components },
    },
    security: [{ pandora: [] }],
  }
}

const pandora = {
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  description:
    '`Pandora <accessKey>:<signature>` with a Date header, or `Pandora <accessKey>:<signature>:<token>`. The signature is ' +
    'URL-safe base64 of the HMAC-SHA1, by the secret key, of `<method>\\n<Content-MD5>\\n<Content-Type>\\n<Date>\\n<path>`.',
}

const errorShape = Type.Object({
  error: Type.String({ description: '`<code>: <message>`, or `bad token`' }),
})

function printOperation(operation: Operation, schemas: SchemaPrinter): Json {
  return {
    operationId: operationId(operation),
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description ? { description: operation.description } : {}),
    parameters: parametersOf(operation),
    ...requestBody(operation, schemas),
    ...(operation.open ? { security: [] } : {}),
    responses: responses(operation, schemas),
  }
}

/** `GET /v2/repos/{repo}/exports` → `getReposByRepoExports`: unique by construction. */
function operationId({ method, path }: Operation): string {
  const words = path
    .replace(/^\/v2/, '')
    .split('/')
    .filter(Boolean)
    .flatMap((part) => (part.startsWith('{') ? ['by', part.slice(1, -1)] : part.split('.')))
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function requestBody({ body, bodyTypes }: Operation, schemas: SchemaPrinter): Json {
  if (bodyTypes)
    return {
      requestBody: { required: true, content: Object.fromEntries(bodyTypes.map((type) => [type, {}])) },
    }
  if (!body) return {}
  return { requestBody: { required: true, content: { 'application/json': { schema: schemas.print(body) } } } }
}

function responses(operation: Operation, schemas: SchemaPrinter): Json {
  const { open, answerType, answer = Type.Object({}), otherAnswers = {}, errors = [] } = operation
  const content = {
    [answerType ?? 'application/json']: { schema: schemas.print(answerType ? Type.String() : answer) },
  }
  const others = Object.entries(otherAnswers).map(([status, description]) => [
    status,
    { description, headers, content },
  ])
  return {
    '200': { description: 'Done', headers, content },
    ...Object.fromEntries(others),
    ...(open ? {} : { '401': { $ref: '#/components/responses/Unauthorized' } }),
    ...refusalsOf([...errors, ...bodyErrors(operation)]),
    '4XX': { $ref: '#/components/responses/Refused' },
    '5XX': { $ref: '#/components/responses/Failed' },
  }
}

/** What any body can be refused with, before anyone looks at what it says. */
function bodyErrors({ body, bodyTypes, bodyCode }: Operation): readonly ErrorCode[] {
  if (bodyTypes) return ['E18003', 'E18004', 'E18005', 'E18006']
  if (!body) return []
  return ['E18003', 'E18004', 'E18005', 'E18006', 'E18007', ...(bodyCode ? [bodyCode] : [])]
}

const headers = { 'X-Reqid': { $ref: '#/components/headers/Reqid' } }

function refusalsOf(codes: readonly ErrorCode[]): Json {
  const byStatus = Object.groupBy(new Set(codes), (code) => String(errorTable[code].status))
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, some = []]) => [
      status,
      refusal(some.map((code) => `${code} ${errorTable[code].meaning}`).join('; ')),
    ]),
  )
}

function refusal(description: string): Json {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
  return { description, headers, content }
}
