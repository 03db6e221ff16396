import { rootCertificates } from 'node:tls'
import { MongoClient, type MongoClientOptions } from 'mongodb'
import type { Connection } from '../exporter.ts'
import type { MongoConnectionOptions } from './mongo-connection.ts'
import type { MongoSpec } from './mongo-spec.ts'

const selectTimeoutMs = 10_000
/** Shorter than a call of the exporter may take, so that the reason is told. */
const answerTimeoutMs = 45_000

/** A client that connects with its first use. `more` overrides what is usual here. */
export function createMongoClient(
  { host }: Pick<MongoSpec, 'host'>,
  connection: Connection | undefined,
  more: MongoClientOptions = {},
): MongoClient {
  // The host has checked the options against the driver's shape.
  const options = connection?.options as MongoConnectionOptions | undefined
  return new MongoClient(options?.uri ?? `mongodb://${host}/`, {
    appName: 'sluice',
    maxPoolSize: 2,
    serverSelectionTimeoutMS: selectTimeoutMs,
    connectTimeoutMS: selectTimeoutMs,
    socketTimeoutMS: answerTimeoutMs,
    // What is counted as delivered must survive the loss of a server.
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: answerTimeoutMs },
    readPreference: 'primary',
    ...(options && secured(options)),
    ...more,
  })
}

function secured({
  username,
  password,
  authSource,
  tls,
  ca,
}: MongoConnectionOptions): Partial<MongoClientOptions> {
  return {
    ...(username !== undefined && { auth: { username, ...(password !== undefined && { password }) } }),
    ...(username !== undefined && { authSource }),
    ...((tls || ca !== undefined) && { tls: true }),
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
  }
}
