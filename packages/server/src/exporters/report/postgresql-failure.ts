import { ConfigurationError, RefusedBatch } from '../exporter.ts'

/** SQLSTATE classes and codes (PostgreSQL, appendix A) by what they say about repeating. */
const rowCodes = /^(21|22|23|44|54000|P0001)/
const configurationCodes = /^(28|3D|3F|42|0LP01)/
const certificateCodes = /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS)/

/** Sorts what the server or the driver threw. */
export function postgresqlFailure(error: unknown, table: string): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  const { code = '', detail }: Error & { code?: string; detail?: string } = error
  const message = `${table}: ${error.message || code}${detail ? ` (${detail})` : ''}`
  if (rowCodes.test(code)) return new RefusedBatch(message)
  if (configurationCodes.test(code) || certificateCodes.test(code) || refusesTls(error))
    return new ConfigurationError(`${message}${adviceFor(code)}`)
  return new Error(message)
}

function refusesTls(error: Error): boolean {
  return error.message === 'The server does not support SSL connections'
}

function adviceFor(code: string): string {
  if (code.startsWith('28')) return ". Check the connection's user and password"
  if (code === '3D000') return '. Create the database, or correct spec.dbName'
  if (code.startsWith('3F')) return ". Create the schema, or correct the connection's"
  if (code === '42501') return '. Grant the user what it lacks'
  return ''
}
