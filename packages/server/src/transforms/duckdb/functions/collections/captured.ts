import type { Lambda } from '../function.ts'

/** Columns (`t0."n"`, `g1.k0`) and parameters of lambdas (`v0`). What is in quotes is passed over. */
const references = /'(?:[^']|'')*'|\b([tg]\d+\.(?:"(?:[^"]|"")*"|\w+)|v\d+\b)|"(?:[^"]|"")*"/g

/**
 * A lambda of list_reduce must capture nothing: DuckDB 1.5 gives it the captured values of other rows once their lists differ
 * in length. The lambda's body, reading from a struct what it takes from around it, and the members of that struct.
 */
export function captured(
  { names, body }: Lambda,
  struct: string,
): { readonly body: string; readonly members: readonly string[] } {
  const outer = new Map<string, string>()
  const written = body.replace(references, (found, reference?: string) => {
    if (reference === undefined || isInside(reference, names)) return found
    const member = outer.get(reference) ?? `o${outer.size}`
    outer.set(reference, member)
    return `${struct}.${member}`
  })
  return { body: written, members: [...outer].map(([reference, member]) => `${member} := ${reference}`) }
}

/** Whether it is a parameter of the lambda, or of one within it: those have higher numbers. */
function isInside(reference: string, [first = 'v0']: readonly string[]): boolean {
  return reference.startsWith('v') && Number(reference.slice(1)) >= Number(first.slice(1))
}
