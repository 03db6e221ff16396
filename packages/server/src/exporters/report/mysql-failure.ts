import { ConfigurationError, RefusedBatch } from '../exporter.ts'

/** HY000 says nothing, so these go by their numbers: no default value, a generated column, a view, a password expired … */
const configurationNumbers = new Set([
  1129, 1130, 1251, 1286, 1288, 1356, 1364, 1471, 1524, 1698, 1862, 1906, 3105, 4161,
])
/** Wrong text, no partition for the value, data truncated, a packet too large, a check that does not hold. */
const rowNumbers = new Set([1118, 1153, 1265, 1366, 1411, 1526, 1690, 3140, 3819, 4025])
/** Limits of connections and of what a user may do in an hour: class 42, but they pass. */
const passingNumbers = new Set([1203, 1226, 1461])
const certificateCodes = /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS|HANDSHAKE_(NO_)?SSL)/

interface Failure {
  readonly errno?: number
  readonly sqlState?: string
  readonly code?: string
}

/** Sorts what the server or the driver threw. */
export function mysqlFailure(error: unknown, table: string): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  const { errno = 0, sqlState = '', code = '' }: Error & Failure = error
  const message = `${table}: ${error.message}`
  if (passingNumbers.has(errno)) return new Error(message)
  if (rowNumbers.has(errno)) return new RefusedBatch(message)
  if (configurationNumbers.has(errno) || certificateCodes.test(code))
    return new ConfigurationError(`${message}${adviceFor(errno)}`)
  const sqlClass = sqlState.slice(0, 2)
  if (sqlClass === '22' || sqlClass === '23' || sqlClass === '45') return new RefusedBatch(message)
  if (sqlClass === '28' || sqlClass === '42') return new ConfigurationError(`${message}${adviceFor(errno)}`)
  return new Error(message)
}

function adviceFor(errno: number): string {
  switch (errno) {
    case 1045:
    case 1698:
      return ". Check the connection's user and password"
    case 1044:
    case 1142:
    case 1143:
      return '. Grant the user what it lacks'
    case 1049:
      return '. Create the database, or correct spec.dbName'
    case 1364:
      return '. Map the column in spec.columns, or give it a default'
    default:
      return ''
  }
}
