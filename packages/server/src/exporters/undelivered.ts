import type { Exporter } from './exporter.ts'

/**
 * The exporter of a type whose specs are accepted, checked and kept while nothing delivers them yet. Its check and every
 * call that would deliver say so: the task's status shows the sentence, and the position stays, so that nothing is passed
 * over when a later version delivers.
 */
export function undelivered(kind: string): Exporter {
  const message =
    `exports of type '${kind}' are accepted and kept, but this version of Sluice cannot deliver them yet; ` +
    'the records stay in the repo until its retention'
  const refuse = async (): Promise<never> => {
    throw new Error(message)
  }
  return { check: async () => message, open: refuse, write: refuse, settle: refuse, close: async () => {} }
}
