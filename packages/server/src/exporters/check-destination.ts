import type { Clock } from '../runtime/clock.ts'
import type { Exporter } from './exporter.ts'
import { withDeadline } from './with-deadline.ts'

/** A destination that has not answered a check by then is not there. */
const answerMsMax = 10_000

/** What a person should know about the exporter's destination, its not answering included; undefined: all is well. */
export async function checkDestination(
  exporter: Exporter,
  clock: Clock,
  stop?: AbortSignal,
): Promise<string | undefined> {
  const msMax = answerMsMax + (exporter.startMsMax ?? 0)
  try {
    return await withDeadline((signal) => exporter.check(signal), msMax, clock, stop)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
