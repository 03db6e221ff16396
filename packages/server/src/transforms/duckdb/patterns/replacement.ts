import type { Pattern } from './java-pattern.ts'
import { PatternError } from './pattern-text.ts'

/** Java's replacement (`$1`, `${name}`, backslash before what is plain) as RE2's (`\1`, `\\`). Errors: PatternError. */
export function compileReplacement(java: string, pattern: Pattern): string {
  let re2 = ''
  const token = /\$(\d+)|\$\{([A-Za-z][A-Za-z0-9]*)\}|\\([\s\S])|([^$\\]+)|[\s\S]/g
  for (const [whole, number, name, escaped, plain] of java.matchAll(token)) {
    if (number !== undefined) re2 += groupAndRest(number, pattern)
    else if (name !== undefined) re2 += reference(numberOf(name, pattern))
    else if (escaped !== undefined || plain !== undefined)
      re2 += (escaped ?? plain ?? '').replaceAll('\\', '\\\\')
    else
      throw new PatternError(
        `a ${whole} of the replacement must stand before a group's number: write \\\\${whole} to mean the character itself`,
      )
  }
  return re2
}

/** `$12` is group 12 where there are so many, else group 1 and the digit 2. */
function groupAndRest(digits: string, { groups }: Pattern): string {
  let taken = 1
  while (taken < digits.length && Number(digits.slice(0, taken + 1)) <= groups) taken++
  const group = Number(digits.slice(0, taken))
  if (group > groups)
    throw new PatternError(
      `the replacement names group ${group}, and the pattern has ${groups}: write \\\\$ to mean a dollar sign`,
    )
  return reference(group) + digits.slice(taken)
}

function numberOf(name: string, { names }: Pattern): number {
  const number = names.get(name)
  if (number === undefined)
    throw new PatternError(`the replacement names group ${name}, which the pattern has not`)
  return number
}

function reference(group: number): string {
  if (group > 9) throw new PatternError('a replacement can name the first nine groups only')
  return `\\${group}`
}
