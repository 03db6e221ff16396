import { type Static, Type } from 'typebox'
import type { ConnectionDriver } from '../exporter.ts'
import { serverOptions } from './server-options.ts'

const options = Type.Object({
  ...serverOptions(5432),
  schema: Type.String({
    description: 'Schema that has the table',
    default: 'public',
    minLength: 1,
    maxLength: 63,
  }),
})

export type PostgresqlOptions = Static<typeof options>

export const postgresqlDriver: ConnectionDriver = {
  driver: 'postgresql',
  title: 'PostgreSQL',
  options,
  example: { host: 'db.example.com', user: 'sluice', password: 'its-password', tls: true },
}
