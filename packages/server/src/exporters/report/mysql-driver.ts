import { Type } from 'typebox'
import type { ConnectionDriver } from '../exporter.ts'
import { serverOptions } from './server-options.ts'

export const mysqlDriver: ConnectionDriver = {
  driver: 'mysql',
  title: 'MySQL 5.7 and later, MariaDB',
  options: Type.Object(serverOptions(3306)),
  example: { host: 'db.example.com', user: 'sluice', password: 'its-password', tls: true },
}
