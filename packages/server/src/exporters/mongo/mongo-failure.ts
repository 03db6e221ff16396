import {
  BSON,
  MongoBulkWriteError,
  MongoInvalidArgumentError,
  MongoParseError,
  MongoServerError,
  type WriteError,
} from 'mongodb'
import { ConfigurationError, RefusedBatch } from '../exporter.ts'

/** Codes of MongoDB's error_codes.yml that a person has to mend: authentication, rights, names that cannot be written. */
const configurationCodes = new Set([11, 13, 18, 31, 73, 166, 334, 8000])

/** Codes that say how the server is, not what is wrong with a record: it shuts down, is no primary, has no room or time. */
const worldCodes = new Set([
  6, 7, 43, 50, 63, 64, 74, 75, 79, 89, 91, 100, 112, 133, 134, 150, 189, 202, 225, 234, 251, 262, 290, 314,
  317, 384, 10003, 10058, 10107, 11600, 11601, 11602, 13297, 13388, 13435, 13436, 14031, 9001,
])

const duplicateKeyCode = 11_000

/** What the runner is told when a call fails: what only a person can mend, or the world. `place` begins the message. */
export function mongoFailure(error: unknown, place: string): Error {
  const message = error instanceof Error ? error.message : String(error)
  const code = codeOf(error)
  if (code !== undefined && configurationCodes.has(code))
    return new ConfigurationError(`${place}: ${message}; check user, password and rights of the connection`)
  if (/authentication failed/i.test(message))
    return new ConfigurationError(`${place}: ${message}; check user and password of the connection`)
  if (error instanceof MongoParseError)
    return new ConfigurationError(`${place}: ${message}; check the uri of the connection`)
  // The driver itself cannot write some document. Whatever it has sent before is there once, however often it comes.
  if (error instanceof MongoInvalidArgumentError || error instanceof BSON.BSONError)
    return new RefusedBatch(`${place}: ${message}`)
  return new Error(`${place}: ${message}`, { cause: error })
}

/** Authentication fails while a connection is made; the driver wraps that. */
function codeOf(error: unknown): number | undefined {
  if (error instanceof MongoServerError && typeof error.code === 'number') return error.code
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : undefined
}

export interface RefusedWrite {
  /** Of the operation in the bulk. */
  readonly index: number
  readonly reason: string
  readonly duplicate: boolean
}

/** The operations of an unordered bulk that the server refuses, each by itself; throws when something else went wrong. */
export function refusedWrites(error: unknown): readonly RefusedWrite[] {
  if (!(error instanceof MongoBulkWriteError) || error.result?.getWriteConcernError()) throw error
  const failed: readonly WriteError[] = [error.writeErrors].flat()
  if (failed.length === 0) throw error
  const world = failed.find(({ code }) => worldCodes.has(code) || configurationCodes.has(code))
  if (world) throw new MongoServerError({ message: world.errmsg ?? error.message, code: world.code })
  return failed.map(({ index, code, errmsg }) => ({
    index,
    reason: `refused with ${code}: ${(errmsg ?? '').slice(0, reasonCharsMax)}`,
    duplicate: code === duplicateKeyCode,
  }))
}

const reasonCharsMax = 300
