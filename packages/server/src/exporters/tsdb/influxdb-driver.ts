import { type Static, Type } from 'typebox'
import type { ConnectionDriver } from '../exporter.ts'

const name = { minLength: 1, maxLength: 256 }

const options = Type.Object({
  url: Type.String({
    description: 'Address of the server: http(s)://host:port, with a path where the server wants one',
    pattern: '^https?://[^\\s@?#]+$',
    maxLength: 1024,
  }),
  api: Type.Enum(['1.x', '2.x'], {
    description:
      '1.x writes to /write?db=, which VictoriaMetrics and QuestDB take too; 2.x to /api/v2/write?org=&bucket=',
    default: '1.x',
  }),
  database: Type.Optional(
    Type.String({
      description: "Database (1.x) or bucket (2.x) in place of the one that a spec's destRepoName names",
      ...name,
    }),
  ),
  retentionPolicy: Type.Optional(
    Type.String({ description: "1.x: retention policy; absent: the database's own", ...name }),
  ),
  org: Type.Optional(Type.String({ description: '2.x: organization that has the bucket', ...name })),
  username: Type.Optional(Type.String({ description: '1.x: user who may write', ...name })),
  password: Type.String({ description: 'Password of the user', default: '', maxLength: 1024, secret: true }),
  token: Type.String({
    description: 'Token in place of user and password; 2.x needs one',
    default: '',
    maxLength: 4096,
    secret: true,
  }),
  createDatabase: Type.Boolean({
    description: '1.x: create the database when it is not there; the user then has to be an administrator',
    default: false,
  }),
  precision: Type.Enum(['ns', 'us', 'ms', 's'], {
    description:
      'Unit of times on the wire. With a unit coarser than ns, points of equal tags and time replace one another',
    default: 'ns',
  }),
  gzip: Type.Boolean({ description: 'Compress what is sent', default: false }),
  ca: Type.Optional(
    Type.String({
      description: 'Certificate (PEM text) to trust beside the usual ones, for servers with one of their own',
      pattern: '-----BEGIN CERTIFICATE-----',
      maxLength: 65_536,
    }),
  ),
  timeoutMs: Type.Integer({
    description: 'How long an answer may take, ms',
    default: 30_000,
    minimum: 100,
    maximum: 55_000,
  }),
})

export type InfluxdbOptions = Static<typeof options>

export const influxdbDriver: ConnectionDriver = {
  driver: 'influxdb',
  title: 'InfluxDB 1.x and 2.x, VictoriaMetrics, QuestDB (line protocol over HTTP)',
  options,
  example: { url: 'http://influx.example.com:8086', api: '2.x', org: 'flights', token: 'its-token' },
}
