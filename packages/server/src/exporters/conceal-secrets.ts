import type { Logger } from '../runtime/logger.ts'
import type { Exporter, Progress } from './exporter.ts'
import { secretMask } from './secret-options.ts'

/** Masking a shorter text would garble messages, and tell what it is by where the masks are. */
const charactersMin = 4

/**
 * The exporter that `create` makes, telling no secret of its connection: what it throws, rejects, finds and logs goes into status, logs and
 * dead letters. Exporters keep secrets out of their messages; the libraries and servers that they quote may not.
 */
export function concealSecrets(create: () => Exporter, secrets: readonly string[]): Exporter {
  const conceal = concealer(secrets)
  const exporter = orConcealed(create, conceal)
  const guarded = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call
    } catch (error) {
      throw concealed(error, conceal)
    }
  }
  const progress = <P extends Progress | undefined>(told: P): P => told && withoutSecrets(told, conceal)
  const { finish, startMsMax } = exporter
  return {
    startMsMax,
    check: async (signal) => conceal(await guarded(exporter.check(signal))),
    open: (state, signal) => guarded(exporter.open(state, signal)),
    write: async (batch, signal) => progress(await guarded(exporter.write(batch, signal))),
    settle: async (signal) => progress(await guarded(exporter.settle(signal))),
    ...(finish && { finish: async (signal) => progress(await guarded(finish.call(exporter, signal))) }),
    close: () => guarded(exporter.close()),
  }
}

function orConcealed<T>(create: () => T, conceal: Conceal): T {
  try {
    return create()
  } catch (error) {
    throw concealed(error, conceal)
  }
}

/** The logger, masking the secrets in every text it is given. */
export function concealInLogs(logger: Logger, secrets: readonly string[]): Logger {
  const conceal = concealer(secrets)
  const log = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) =>
    logger[level](concealFields(fields, conceal), conceal(message))
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (fields) => concealInLogs(logger.child(concealFields(fields, conceal)), secrets),
  }
}

type Conceal = <T extends string | undefined>(text: T) => T

function concealer(secrets: readonly string[]): Conceal {
  // The longest first: one secret may be part of another.
  const masked = secrets
    .filter((secret) => secret.length >= charactersMin)
    .toSorted((a, b) => b.length - a.length)
  // Of the same type: undefined stays undefined, text stays text.
  return <T extends string | undefined>(text: T): T =>
    masked.reduce<string | undefined>((kept, secret) => kept?.replaceAll(secret, secretMask), text) as T
}

function withoutSecrets<P extends Progress>(told: P, conceal: Conceal): P {
  const { rejected, detail } = told
  return {
    ...told,
    ...(rejected && { rejected: rejected.map((one) => ({ ...one, reason: conceal(one.reason) })) }),
    ...(detail !== undefined && { detail: conceal(detail) }),
  }
}

/** The same error, of its own class: the runner goes by that. */
function concealed(error: unknown, conceal: Conceal): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? conceal(error) : error
  error.message = conceal(error.message)
  error.stack = conceal(error.stack ?? '')
  return error
}

function concealFields(fields: object, conceal: Conceal): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? conceal(value) : value]),
  )
}
