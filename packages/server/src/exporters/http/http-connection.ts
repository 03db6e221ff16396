import { type Static, Type } from 'typebox'
import type { ConnectionDriver } from '../exporter.ts'

/** Set by the export or by HTTP itself; `authorization` is an option of its own, since it is secret. */
const ownHeaders = [
  ...['authorization', 'content-encoding', 'content-length', 'content-type', 'host', 'user-agent'],
  ...[
    'connection',
    'expect',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ],
  ...['x-sluice-repo', 'x-sluice-first-offset'],
]

const options = Type.Object({
  authorization: Type.Optional(
    Type.String({
      description: 'Value of the Authorization header, for example Bearer and a token',
      pattern: '^[\\x21-\\x7e][\\x20-\\x7e]*$',
      maxLength: 8192,
      secret: true,
    }),
  ),
  username: Type.Optional(
    Type.String({
      description: 'User for basic authentication, in place of authorization',
      pattern: '^[^:\\x00-\\x1f]+$',
      maxLength: 256,
    }),
  ),
  password: Type.Optional(
    Type.String({ description: "The user's password", minLength: 1, maxLength: 1024, secret: true }),
  ),
  headers: Type.Record(
    Type.String({ pattern: `^(?!(?:${ownHeaders.join('|')})$)[a-z0-9!#$%&*+.^_|~-]{1,128}$` }),
    Type.String({ pattern: '^[\\x20-\\x7e]*$', maxLength: 8192 }),
    {
      description:
        'More headers of every request, names in lower case; they are shown to whoever sees the connection',
      default: {},
      maxProperties: 32,
      additionalProperties: false,
    },
  ),
  gzip: Type.Boolean({ description: 'Compress bodies (Content-Encoding: gzip)', default: false }),
  timeoutMs: Type.Integer({
    description: 'Milliseconds to wait for the beginning of an answer, and between two parts of it',
    default: 50_000,
    minimum: 100,
    maximum: 50_000,
  }),
  ca: Type.Optional(
    Type.String({
      description: 'Certificate (PEM text) to trust beside the usual ones, for https with one of your own',
      pattern: '-----BEGIN CERTIFICATE-----',
      maxLength: 65_536,
    }),
  ),
})

export type HttpConnectionOptions = Static<typeof options>

export const httpDriver: ConnectionDriver = {
  driver: 'http',
  title: 'HTTP receiver with credentials, headers, compression or a certificate of its own',
  options,
  example: {
    authorization: 'Bearer its-token',
    headers: { 'x-tenant': 'flights' },
    gzip: true,
    timeoutMs: 20_000,
  },
}

/** What a request is like where no connection says otherwise. */
export const plainOptions: HttpConnectionOptions = { headers: {}, gzip: false, timeoutMs: 50_000 }
