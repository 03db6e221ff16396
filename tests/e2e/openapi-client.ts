import assert from 'node:assert/strict'
import type { KeyPair } from '@sluice/sdk'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { send } from './signed-request.ts'

export interface OpenApi {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
  readonly components: object
}

interface Operation {
  readonly operationId: string
  readonly requestBody?: { readonly content: { readonly [type: string]: unknown } }
  readonly responses: {
    readonly [status: string]: { readonly content?: { readonly [type: string]: { schema: object } } }
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers are as the document says; tests look at single members.
type Answer = any

export interface Arguments {
  readonly path?: { readonly [name: string]: string }
  readonly query?: { readonly [name: string]: string }
  readonly body?: object | string | Uint8Array
  /** Expected; default 200. */
  readonly status?: number
}

/** A client that knows nothing but an OpenAPI document: paths, bodies and answers are made and checked by it alone. */
export class ApiClient {
  readonly #url: string
  readonly #keys: KeyPair
  readonly #document: OpenApi
  readonly #schemas: Ajv2020
  readonly #called = new Set<string>()

  constructor(url: string, keys: KeyPair, document: OpenApi) {
    this.#url = url
    this.#keys = keys
    this.#document = document
    // The document's own words beside JSON Schema (discriminator, secret …) are not faults.
    this.#schemas = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
    this.#schemas.addSchema({ $id: 'document', components: document.components })
  }

  /** Operations that were never called, by id. */
  get uncalled(): string[] {
    return this.#all()
      .map(({ operation }) => operation.operationId)
      .filter((id) => !this.#called.has(id))
  }

  /** Calls an operation; its answer, which fits the document. */
  async call(
    operationId: string,
    { path = {}, query = {}, body, status = 200 }: Arguments = {},
  ): Promise<Answer> {
    const found = this.#all().find(({ operation }) => operation.operationId === operationId)
    assert.ok(found, `the document has no operation ${operationId}`)
    this.#called.add(operationId)
    this.#checkRequest(found.operation, body)
    const filled = found.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
      assert.ok(path[name], `${operationId} needs the path parameter ${name}`)
      return encodeURIComponent(path[name])
    })
    const search = new URLSearchParams(query).toString()
    const answer = await send(this.#url, this.#keys, {
      method: found.method.toUpperCase(),
      path: search ? `${filled}?${search}` : filled,
      ...(body !== undefined && { body }),
    })
    assert.equal(answer.status, status, `${operationId}: ${answer.body}`)
    return this.#checkedAnswer(found.operation, status, answer)
  }

  #all() {
    return Object.entries(this.#document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
    )
  }

  #checkRequest({ operationId, requestBody }: Operation, body: Arguments['body']): void {
    if (!requestBody) assert.equal(body, undefined, `${operationId} takes no body`)
    const json: unknown = requestBody?.content['application/json']
    if (json && typeof body === 'object' && !(body instanceof Uint8Array))
      this.#check(Object(json).schema, body, `body of ${operationId}`)
  }

  #checkedAnswer(
    { operationId, responses }: Operation,
    status: number,
    { body, headers }: { body: string; headers: object },
  ) {
    const declared = responses[status] ?? responses['default']
    assert.ok(declared, `${operationId}: status ${status} is not in the document`)
    const type = String(Object(headers)['content-type'])
    const content = declared.content?.[type.startsWith('text/plain') ? 'text/plain' : type]
    if (!content && '$ref' in declared) return JSON.parse(body)
    assert.ok(content, `${operationId}: the document has no answer of type ${type}`)
    if (type !== 'application/json') return body
    const value: unknown = JSON.parse(body)
    this.#check(content.schema, value, `answer of ${operationId}`)
    return value
  }

  #check(schema: object, value: unknown, what: string): void {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"document#/components')
    const fits = this.#schemas.compile(JSON.parse(text))
    assert.ok(fits(value), `${what}: ${this.#schemas.errorsText(fits.errors)}\n${JSON.stringify(value)}`)
  }
}
