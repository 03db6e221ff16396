import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { ApiDocument, ApiOperation, Schema } from './api-document.ts'
import type { Call } from './signed-request.ts'

/** Names that collide often, so that requests meet what earlier ones have made, and names that must be refused. */
const goodNames = ['web', 'out', 'a', 'b_1', 'admin', 'com.example.Parser', 'http', 'kodo', 'default', 'e0']
const badNames = [
  ...['', '.', '..', '9a', 'a b', 'a/b', 'a%2fb', '名', '\u0000', 'a'.repeat(129), 'a'.repeat(3000)],
  ...['__proto__', 'constructor', 'toString', "'; drop table repos", '$(now)', '-', 'CON', '\ud800'],
]
const texts = [
  ...[
    'oldest',
    'newest',
    '5s',
    '1m',
    'sql',
    'nb',
    'time',
    'string',
    '#n',
    '#s',
    '$(now)',
    '1U2G',
    'json',
    'csv',
  ],
  ...['select * from stream', 'select n from web', 'select count(*) as c from stream', 'selec', ';', '--'],
  ...[
    'http://127.0.0.1:1',
    '127.0.0.1:1',
    '0',
    '-1',
    '9223372036854775808',
    '1e999',
    '******',
    '[',
    '(?<n>a)',
  ],
]

const names = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...goodNames) },
  { weight: 2, arbitrary: fc.constantFrom(...badNames) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
)
const strings = fc.oneof(names, fc.constantFrom(...texts), fc.string({ unit: 'binary', maxLength: 40 }))

/** Requests as the document has them, each with something wrong more often than not. */
export function requests(document: ApiDocument): fc.Arbitrary<Call> {
  const known = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => documented(document, path, method, operation)),
  )
  return fc.oneof(
    { weight: 12, arbitrary: fc.oneof(...known) },
    { weight: 1, arbitrary: undocumented(Object.keys(document.paths)) },
  )
}

function documented(
  document: ApiDocument,
  path: string,
  method: string,
  operation: ApiOperation,
): fc.Arbitrary<Call> {
  const parameters = (operation.parameters ?? []).filter(({ in: where }) => where === 'query')
  const query = fc.tuple(...parameters.map(({ name = '' }) => fc.option(queryValue(name), { freq: 2 })))
  return fc
    .record({
      path: filled(path),
      query: query.map((values) => queryOf(parameters, values)),
      body: bodyOf(document, operation),
      headers: strangeHeaders,
      without: fc.oneof(
        { weight: 20, arbitrary: fc.constant([]) },
        fc.subarray(['Authorization', 'Date', 'Content-Type', 'Content-Length']),
      ),
    })
    .map(({ path, query, body, headers, without }) => {
      // What is behind a GET without a length is no part of it, and may cut off a large answer as it comes in.
      const sent = method === 'get' && isCut(headers, without) ? undefined : body
      return {
        method: method.toUpperCase(),
        path: `${path}${query}`,
        headers,
        without,
        halfClose: neverEnds(headers, sent),
        ...(sent === undefined ? {} : { body: sent }),
      }
    })
}

const isCut = (headers: object, without: readonly string[]): boolean =>
  'Content-Length' in headers || 'Transfer-Encoding' in headers || without.includes('Content-Length')

/** The body is shorter than its head says: closing tells the server, which would wait otherwise. */
function neverEnds(headers: { readonly [name: string]: string | undefined }, body: Call['body']): boolean {
  const sent = body instanceof Uint8Array || typeof body === 'string' ? Buffer.from(body) : body
  const length = sent instanceof Uint8Array ? sent.length : Buffer.byteLength(JSON.stringify(sent) ?? '')
  return Number(headers['Content-Length']) > length || 'Transfer-Encoding' in headers
}

const filled = (path: string): fc.Arbitrary<string> =>
  fc
    .tuple(...[...path.matchAll(/\{\w+\}/g)].map(() => names))
    .map((values) => values.reduce((at, value) => at.replace(/\{\w+\}/, () => encoded(value)), path))

const encoded = (value: string): string => encodeURIComponent(value.toWellFormed())

/** A wait is short: what the server waits on purpose is no fault. */
const queryValue = (name: string): fc.Arbitrary<string> =>
  name === 'wait' ? fc.constantFrom('0', '1', '-1', '31', 'x', '') : strings

function queryOf(
  parameters: readonly { readonly name?: string }[],
  values: readonly (string | null)[],
): string {
  const given = parameters.flatMap(({ name = '' }, index) => {
    const value = values[index]
    return value == null ? [] : [`${name}=${encoded(value)}`]
  })
  return given.length > 0 ? `?${given.join('&')}` : ''
}

const strangeHeaders = fc.oneof(
  { weight: 12, arbitrary: fc.constant({}) },
  fc.record(
    {
      'Content-Type': fc.constantFrom(
        '',
        'text/plain',
        'application/json; charset=utf-8',
        'x',
        '/',
        'text/html',
      ),
      'Content-Length': fc.constantFrom('0', '1', '-1', 'x', '99999999999', '1e3', '007', '5, 5'),
      'Content-Encoding': fc.constantFrom('gzip', 'br', 'identity', ''),
      'Content-MD5': fc.constantFrom('', 'AAAA', '!', 'gLL29S04bTCxYd2kCqsEIQ=='),
      'Transfer-Encoding': fc.constantFrom('chunked', 'x'),
      'X-Resource-Owner': fc.constantFrom('admin', 'nobody', '', '../admin'),
      Authorization: fc.constantFrom(
        '',
        'Pandora',
        'Pandora a:b',
        'Pandora a:b:c',
        'Bearer x',
        'Pandora :::',
      ),
      Date: fc.constantFrom('', 'yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT', '9'.repeat(400)),
      Expect: fc.constantFrom('100-continue', 'x'),
    },
    { requiredKeys: [] },
  ),
)

function bodyOf(document: ApiDocument, { requestBody }: ApiOperation): fc.Arbitrary<Call['body']> {
  const types = Object.entries(requestBody?.content ?? {})
  const broken = fc.oneof(
    fc.constantFrom<Call['body']>(
      undefined,
      '',
      '{',
      'null',
      '[]',
      '{}',
      '1e999',
      '"',
      '\ufeff{}',
      'n=1\tn=2',
    ),
    fc.constantFrom('['.repeat(100), `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, '{"__proto__":{"x":1}}'),
    fc.uint8Array({ maxLength: 64 }),
    fc.json().map((text) => text.slice(0, -1)),
    records.map((text) => gzipSync(text)),
  )
  if (types.length === 0) return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, broken)
  const whole = types.map(([type, { schema }]) =>
    type === 'application/json' && schema ? jsonOf(document, schema, 0).map(objectOf) : records,
  )
  return fc.oneof({ weight: 6, arbitrary: fc.oneof(...whole) }, { weight: 1, arbitrary: broken })
}

/** As a call sends it: objects go as JSON, anything else as the text it is. */
const objectOf = (value: unknown): object | string =>
  typeof value === 'object' && value !== null ? value : (JSON.stringify(value) ?? '')

const fieldText = fc.tuple(
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom('n', 's', 'd', 'm') }, names),
  fc.oneof(strings, fc.integer().map(String), fc.json()),
)
const records = fc
  .array(fc.array(fieldText, { maxLength: 3 }), { maxLength: 4 })
  .map((lines) => lines.map((fields) => fields.map((field) => field.join('=')).join('\t')).join('\n'))

/** Values that fit a schema for the most part. */
function jsonOf(document: ApiDocument, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const fitting = depth > 6 ? fc.constant(null) : fittingValue(document, schema, depth)
  return fc.oneof({ weight: 15, arbitrary: fitting }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) })
}

function fittingValue(document: ApiDocument, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const { $ref, anyOf, type, properties, items, additionalProperties } = schema
  const below = (inner: unknown) => jsonOf(document, isSchema(inner) ? inner : {}, depth + 1)
  if (typeof $ref === 'string')
    return jsonOf(document, document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, depth + 1)
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map(below))
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum'])
  if ('const' in schema) return fc.constant(schema['const'])
  if (type === 'array') return fc.array(below(items), { maxLength: 3 })
  if (type === 'object' && isSchema(properties)) return objectValue(properties, schema['required'], below)
  if (type === 'object') return fc.dictionary(names, below(additionalProperties), { maxKeys: 3 })
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer') return fc.oneof(fc.integer({ min: -1, max: 100 }), fc.maxSafeInteger())
  if (type === 'number') return fc.double({ noNaN: true })
  return type === 'string' ? strings : fc.jsonValue({ maxDepth: 2 })
}

function objectValue(
  properties: Schema,
  required: unknown,
  below: (inner: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const needed: readonly unknown[] = Array.isArray(required) ? required : []
  const members = Object.entries(properties).map(([name, inner]) => {
    const odds = needed.includes(name) ? 20 : 2
    return fc.option(below(inner), { freq: odds, nil: undefined }).map((value) => [name, value] as const)
  })
  return fc
    .tuple(...members)
    .map((given) => Object.fromEntries(given.filter(([, value]) => value !== undefined)))
}

/** Paths, methods and request lines that no client sends. */
const undocumented = (paths: readonly string[]): fc.Arbitrary<Call> =>
  fc
    .record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'),
      path: fc.oneof(
        fc.constantFrom(...paths).chain(filled),
        fc.constantFrom(
          '/',
          '//',
          '/v2',
          '/v2/',
          '/v1/repos',
          '/v2/repos/',
          '/v2//repos',
          '/v2/repos/%zz',
          '/%',
          '*',
        ),
        fc.constantFrom(
          '/v2/repos/a/../b',
          '/v2/repos/web/data/x',
          '/v2/jobs',
          '/v2/udf/x',
          '/v2/streams/web/data',
        ),
        fc.constantFrom(
          `/v2/repos/${'a'.repeat(20_000)}`,
          '/v2/repos?withDag=%',
          '/v2/repos/web?x=%ff',
          '/v2/repos/a b',
        ),
      ),
      headers: strangeHeaders,
    })
    .map((call) => ({ ...call, halfClose: neverEnds(call.headers, undefined) }))

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
