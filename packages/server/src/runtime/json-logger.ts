import pino from 'pino'
import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface JsonLoggerOptions {
  /** Events below it are not written. */
  readonly level: LogLevel
  readonly clock: Clock
  /** Default stderr: stdout is for what a person reads (the banner), so that both can be piped apart. */
  readonly destination?: { write(line: string): void }
}

/**
 * One JSON object a line: time (RFC 3339), level, the fields, message; `err` fields with type, message and stack. Lines are
 * written at once, so that the last ones before a crash are there.
 */
export function createJsonLogger({ level, clock, destination }: JsonLoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date(clock.nowMs()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: pino.stdSerializers.err },
    },
    destination ?? pino.destination({ fd: process.stderr.fd, sync: true }),
  )
}
