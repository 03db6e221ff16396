import { SluiceError } from '@sluice/model'
import { type Diagnostic, SqlError } from '../transforms/sql-engine.ts'

/**
 * What a caller is told whose SQL does not work: with line and column where the engine knows them, or with the limit that
 * it met. E18228 for a field that does not exist, else E18209.
 */
export function sqlRefusal(diagnostics: readonly Diagnostic[]): SluiceError {
  const code = diagnostics.some(({ unknownField }) => unknownField) ? 'E18228' : 'E18209'
  return new SluiceError(code, `the SQL is not valid: ${diagnostics.map(sentence).join('; ')}`)
}

/** The same of what an engine says at once. */
export function refusingSqlNow<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw refusalOf(error)
  }
}

/** Runs an engine's work for a caller: what is wrong with the SQL becomes a refusal, all else passes through. */
export async function refusingSql<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw refusalOf(error)
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof SqlError)) return error
  if (error.kind === 'diagnostics' && error.diagnostics.length > 0) return sqlRefusal(error.diagnostics)
  return new SluiceError('E18209', error.message)
}

/** `line 1, column 8: message`: what a person needs to find it in what they wrote. */
export function sentence({ line, column, message }: Diagnostic): string {
  if (line === undefined) return message
  return `line ${line}${column === undefined ? '' : `, column ${column}`}: ${message}`
}
