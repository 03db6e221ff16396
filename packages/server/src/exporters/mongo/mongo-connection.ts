import { type Static, Type } from 'typebox'
import type { ConnectionDriver } from '../exporter.ts'

const options = Type.Object({
  uri: Type.Optional(
    Type.String({
      description:
        'Address in place of the host that specs name: mongodb://host:port,… or mongodb+srv://…, with options after ? if wanted; without user and password',
      pattern: '^mongodb(\\+srv)?://[^\\s@]+$',
      maxLength: 2048,
    }),
  ),
  username: Type.Optional(Type.String({ description: 'User that may write the collections', minLength: 1 })),
  password: Type.Optional(Type.String({ description: "The user's password", minLength: 1, secret: true })),
  authSource: Type.String({
    description: 'Database that knows the user',
    default: 'admin',
    minLength: 1,
    maxLength: 64,
  }),
  tls: Type.Boolean({
    description: 'Speak TLS, and verify the certificate; mongodb+srv always does',
    default: false,
  }),
  ca: Type.Optional(
    Type.String({
      description: 'Certificate (PEM text) to trust beside the usual ones; turns TLS on',
      pattern: '-----BEGIN CERTIFICATE-----',
      maxLength: 65_536,
    }),
  ),
})

export type MongoConnectionOptions = Static<typeof options>

export const mongoDriver: ConnectionDriver = {
  driver: 'mongodb',
  title: 'MongoDB 4.4 or newer',
  options,
  example: {
    uri: 'mongodb://db.example.com:27017/?replicaSet=rs0',
    username: 'sluice',
    password: 'its-password',
    authSource: 'admin',
    tls: true,
  },
}
