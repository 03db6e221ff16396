import { type Static, Type } from 'typebox'

const name = { minLength: 1, maxLength: 128 }

/** What connections to both kinds of database server have. */
export function serverOptions(port: number) {
  return {
    host: Type.String({ description: 'Host name or address of the server', minLength: 1, maxLength: 255 }),
    port: Type.Integer({ description: 'Its port', default: port, minimum: 1, maximum: 65_535 }),
    user: Type.String({
      description:
        'User who may select, insert and update the table, and create tables that are not there yet',
      ...name,
    }),
    password: Type.String({
      description: 'Password of the user',
      default: '',
      maxLength: 1024,
      secret: true,
    }),
    database: Type.Optional(
      Type.String({ description: "Database in place of the one that a spec's dbName names", ...name }),
    ),
    utcOffset: Type.String({
      description: 'Offset from UTC of times in columns that have no time zone',
      default: '+00:00',
      pattern: '^[+-](0\\d|1[0-3]):[0-5]\\d$',
    }),
    tls: Type.Boolean({ description: "Encrypt, and verify the server's certificate", default: false }),
    ca: Type.Optional(
      Type.String({
        description: 'Certificate (PEM text) to trust in place of the usual ones, with tls',
        pattern: '-----BEGIN CERTIFICATE-----',
        maxLength: 65_536,
      }),
    ),
    connectTimeoutMs: Type.Integer({
      description: 'How long making a connection may take, ms',
      default: 10_000,
      minimum: 100,
      maximum: 60_000,
    }),
  }
}

const common = Type.Object(serverOptions(1))
export type ServerOptions = Static<typeof common>
