import { type Static, Type } from 'typebox'
import type { ConnectionDriver } from '../../exporter.ts'

const options = Type.Object({
  url: Type.String({
    description: 'Address of the server, with a path if it has one; without user and password',
    pattern: '^https?://[^\\s@/?#]+(/[^\\s?#]*)?$',
    maxLength: 2048,
  }),
  username: Type.Optional(
    Type.String({ description: 'User that may create and write the indices', minLength: 1 }),
  ),
  password: Type.Optional(Type.String({ description: "The user's password", minLength: 1, secret: true })),
  apiKey: Type.Optional(
    Type.String({
      description: 'API key in place of user and password, encoded as the server gave it',
      minLength: 1,
      secret: true,
    }),
  ),
  indexPrefix: Type.String({
    description: 'Put before the name of the index, which is the destRepoName of the spec in lower case',
    default: '',
    pattern: '^([a-z0-9][a-z0-9_.-]{0,99})?$',
  }),
  target: Type.Enum(['index', 'dataStream'], {
    description: 'index, or dataStream: a template and a data stream, documents gain @timestamp',
    default: 'index',
  }),
  gzip: Type.Boolean({ description: 'Compress what is sent', default: false }),
  timeoutMs: Type.Integer({
    description: 'How long an answer may take, ms',
    default: 30_000,
    minimum: 100,
    maximum: 60_000,
  }),
  ca: Type.Optional(
    Type.String({
      description: 'Certificate (PEM text) to trust beside the usual ones',
      pattern: '-----BEGIN CERTIFICATE-----',
      maxLength: 65_536,
    }),
  ),
})
export type SearchServerOptions = Static<typeof options>

const example = { url: 'https://search.example.com:9200', username: 'sluice', password: 'its-password' }

/** One way to speak to both: what is used of them is the same. */
export const searchServerDrivers: readonly ConnectionDriver[] = [
  { driver: 'elasticsearch', title: 'Elasticsearch 7, 8 or 9', options, example },
  { driver: 'opensearch', title: 'OpenSearch 1, 2 or 3', options, example },
]
