type Json = { readonly [key: string]: unknown }

interface Operation {
  readonly id: string
  readonly method: string
  readonly pattern: RegExp
  readonly operation: Json
}

/** The OpenAPI document as the test of the client asks it: which operation a request is, which members a shape has. */
export class SdkDocument {
  readonly #document: Json
  readonly #operations: readonly Operation[]

  constructor(document: unknown) {
    this.#document = object(document)
    this.#operations = Object.entries(object(this.#document['paths'])).flatMap(([path, item]) =>
      Object.entries(object(item)).map(([method, operation]) => ({
        id: String(object(operation)['operationId']),
        method: method.toUpperCase(),
        pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
        operation: object(operation),
      })),
    )
  }

  get operationIds(): string[] {
    return this.#operations.map(({ id }) => id)
  }

  /** Of a request that was answered with 200. A path with fewer parameters is the better fit. */
  operationOf(method: string, pathname: string): string {
    const [found] = this.#operations
      .filter((one) => one.method === method && one.pattern.test(pathname))
      .toSorted((a, b) => a.pattern.source.split('[^/]+').length - b.pattern.source.split('[^/]+').length)
    if (!found) throw new Error(`the document has no ${method} ${pathname}`)
    return found.id
  }

  /** Names of the members of a shape, sorted. `postReposByRepo body schema []`: from the body or the answer of an operation
   *  down, through members, list items (`[]`) and values by any name (`{}`). */
  membersAt(at: string): string[] {
    const [id, where, ...steps] = at.split(' ')
    const operation = this.#operations.find((one) => one.id === id)?.operation
    if (!operation) throw new Error(`the document has no operation '${id}'`)
    const place = where === 'body' ? operation['requestBody'] : object(operation['responses'])['200']
    const media = object(object(object(place)['content'])['application/json'])
    const shape = steps.reduce((above, step) => this.#below(above, step), this.#followed(media['schema']))
    const { properties } = shape
    if (properties === undefined) throw new Error(`${at} has no members: ${JSON.stringify(shape)}`)
    return Object.keys(object(properties)).toSorted()
  }

  #below(shape: Json, step: string): Json {
    const inner = { '[]': 'items', '{}': 'additionalProperties' }[step]
    const records = object(Object.values(object(shape['patternProperties']))[0])
    if (inner) return this.#followed(shape[inner] ?? records)
    return this.#followed(object(shape['properties'])[step])
  }

  #followed(shape: unknown): Json {
    const { $ref, ...rest } = object(shape)
    if (typeof $ref !== 'string') return rest
    const steps = $ref.slice('#/'.length).split('/')
    return object(steps.reduce<unknown>((above, step) => object(above)[step], this.#document))
  }
}

function object(value: unknown): Json {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
