import assert from 'node:assert/strict'
import { type KeyPair, parseJson } from '@sluice/sdk'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { RawAnswer } from './raw-request.ts'
import { send } from './signed-request.ts'

/** What a call gives, by the names of the document. A member that the document does not know is refused. */
export interface Given {
  /** Values for `{…}` of the path, query and header parameters alike. */
  readonly [parameter: string]: string | undefined
}

export interface Sent {
  /** A value is sent as JSON, bytes as the content type that goes with them. */
  readonly body?: object | Uint8Array
  readonly contentType?: string
  readonly keys?: KeyPair
}

/** The members of the document that a client needs. */
interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  /** By content type: where its schema stands. */
  readonly bodies: { readonly [contentType: string]: string }
  readonly answers: { readonly [status: string]: Answer }
}

interface Answer {
  readonly description: string
  /** By content type: where its schema stands. */
  readonly content: { readonly [contentType: string]: string }
}

type Json = { readonly [key: string]: unknown }

/**
 * A client that knows nothing but the OpenAPI document: paths, parameters, bodies and answers are built and checked by it,
 * and it keeps book of which operations were called.
 */
export class OpenApiClient {
  readonly #url: string
  readonly #keys: KeyPair
  readonly #operations: ReadonlyMap<string, Operation>
  readonly #requests: Ajv2020
  readonly #answers: Ajv2020
  readonly #called = new Set<string>()

  private constructor(url: string, keys: KeyPair, document: Json) {
    this.#url = url
    this.#keys = keys
    this.#operations = new Map(operationsOf(document).map((operation) => [operation.id, operation]))
    this.#requests = checker(document)
    this.#answers = checker(closed(document))
  }

  static async of(server: KeyPair & { readonly url: string }): Promise<OpenApiClient> {
    const document: unknown = await (await fetch(`${server.url}/openapi.json`)).json()
    return new OpenApiClient(server.url, server, object(document))
  }

  /** Resolves with the JSON of the 200, 64-bit numbers as bigint; anything else fails, or an answer of another shape. */
  async call(id: string, given: Given = {}, sent: Sent = {}): Promise<unknown> {
    const answer = await this.#send(id, given, sent)
    assert.equal(answer.status, 200, `${id}: ${answer.body}`)
    return answer.headers['content-type'] === 'application/json' ? parseJson(answer.body) : answer.body
  }

  /** Resolves with the status; the code must be one that the document names for that status of this operation. */
  async refused(code: string, id: string, given: Given = {}, sent: Sent = {}): Promise<number> {
    const { status, body } = await this.#send(id, given, sent)
    assert.ok(body.startsWith(`{"error":"${code}`), `${id} is answered ${status} ${body}, not ${code}`)
    const documented = this.#operation(id).answers[status]?.description ?? ''
    assert.ok(documented.includes(code), `${id} is refused with ${code}, which is not among its errors`)
    return status
  }

  /** Operations of the document that nothing has called so far. */
  uncalled(): string[] {
    return [...this.#operations.values()]
      .filter(({ id }) => !this.#called.has(id))
      .map(({ id, method, path }) => `${id}: ${method} ${path}`)
  }

  #operation(id: string): Operation {
    const operation = this.#operations.get(id)
    if (!operation) throw new Error(`the document has no operation '${id}'`)
    return operation
  }

  async #send(id: string, given: Given, { body, contentType, keys }: Sent): Promise<RawAnswer> {
    const operation = this.#operation(id)
    const type = contentType ?? (body ? 'application/json' : undefined)
    this.#checkBody(operation, body, type)
    const answer = await send(this.#url, keys ?? this.#keys, {
      method: operation.method,
      path: pathOf(operation, given),
      headers: { ...headersOf(operation, given), ...(type ? { 'Content-Type': type } : {}) },
      ...(body ? { body } : {}),
    })
    if (answer.status === 200) this.#called.add(id)
    this.#checkAnswer(operation, answer)
    return answer
  }

  #checkBody({ id, bodies }: Operation, body: Sent['body'], type: string | undefined): void {
    const places = Object.keys(bodies)
    if (type === undefined) assert.deepEqual(places, [], `${id} needs a body`)
    else assert.ok(places.includes(type), `${id} takes ${places.join(', ') || 'no body'}, not ${type}`)
    if (body && !(body instanceof Uint8Array))
      valid(this.#requests, bodies[type ?? ''], body, `${id} request`)
  }

  #checkAnswer({ id, answers }: Operation, { status, headers, body }: RawAnswer): void {
    const documented = answers[status] ?? answers[`${Math.floor(status / 100)}XX`]
    if (!documented) throw new Error(`${id} is answered ${status}, which the document does not know: ${body}`)
    assert.ok(headers['x-reqid'], `${id}: the answer has no X-Reqid`)
    const type = headers['content-type']?.split(';', 1)[0] ?? ''
    const place = documented.content[type]
    assert.ok(place, `${id} is answered ${status} as ${type}, which the document does not know`)
    valid(this.#answers, place, type === 'application/json' ? JSON.parse(body) : body, `${id} ${status}`)
  }
}

function pathOf({ id, path, parameters }: Operation, given: Given): string {
  const unknown = Object.keys(given).filter((name) => !parameters.some((one) => one.name === name))
  assert.deepEqual(unknown, [], `${id} has no such parameters`)
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = given[name]
    if (value === undefined) throw new Error(`${id} needs '${name}'`)
    return encodeURIComponent(value)
  })
  const query = new URLSearchParams()
  for (const { name } of parameters.filter((one) => one.in === 'query')) {
    const value = given[name]
    if (value !== undefined) query.set(name, value)
  }
  return query.size > 0 ? `${filled}?${query}` : filled
}

function headersOf({ parameters }: Operation, given: Given): { [name: string]: string } {
  const names = parameters.filter((one) => one.in === 'header').map(({ name }) => name)
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function checker(document: Json): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  formats.default(ajv)
  return ajv.addSchema({ ...document, $id: 'document' })
}

const compiled = new WeakMap<Ajv2020, Map<string, ValidateFunction>>()

function valid(ajv: Ajv2020, place = '', value: unknown, what: string): void {
  const known = compiled.get(ajv) ?? new Map<string, ValidateFunction>()
  compiled.set(ajv, known)
  const check = known.get(place) ?? ajv.compile({ $ref: `document#${place}` })
  known.set(place, check)
  if (!check(value))
    assert.fail(`${what} is not as documented: ${ajv.errorsText(check.errors)}\n${JSON.stringify(value)}`)
}

/** Objects whose members the document lists have no others: an answer with more is not documented. */
function closed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(closed) as Value // an array stays one
  if (!isObject(value)) return value
  const members = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, closed(member)]))
  const listed = isObject(value['properties']) && Object.keys(value['properties']).length > 0
  const open = value['type'] !== 'object' || !listed || 'additionalProperties' in value
  return (open ? members : { ...members, additionalProperties: false }) as Value // the same keys, and one
}

function operationsOf(document: Json): Operation[] {
  return Object.entries(object(document['paths'])).flatMap(([path, item]) =>
    Object.entries(object(item)).map(([method, operation]) =>
      operationOf(document, path, method, object(operation)),
    ),
  )
}

function operationOf(document: Json, path: string, method: string, operation: Json): Operation {
  const at = `/paths/${escaped(path)}/${method}`
  const parameters = Array.isArray(operation['parameters']) ? operation['parameters'] : []
  const answers = Object.entries(object(operation['responses'])).map(([status, answer]) => {
    const { place, value } = followed(document, answer, `${at}/responses/${status}`)
    return [
      status,
      { description: String(value['description']), content: places(value['content'], `${place}/content`) },
    ]
  })
  return {
    id: String(operation['operationId']),
    method: method.toUpperCase(),
    path,
    parameters: parameters.map((one) => followed(document, one, '').value as Operation['parameters'][number]), // linted
    bodies: places(object(operation['requestBody'])['content'], `${at}/requestBody/content`),
    answers: Object.fromEntries(answers),
  }
}

/** By content type, where the schema stands. */
function places(content: unknown, at: string): { [contentType: string]: string } {
  return Object.fromEntries(
    Object.keys(object(content)).map((type) => [type, `${at}/${escaped(type)}/schema`]),
  )
}

function followed(document: Json, value: unknown, place: string): { place: string; value: Json } {
  const reference = object(value)['$ref']
  if (typeof reference !== 'string') return { place, value: object(value) }
  const steps = reference.slice('#/'.length).split('/')
  const found = steps.reduce<unknown>((at, step) => object(at)[step], document)
  return { place: reference.slice(1), value: object(found) }
}

const escaped = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
const object = (value: unknown): Json => (isObject(value) ? value : {})

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
