import { SluiceError } from '../errors.ts'
import { formatTime } from './format-time.ts'
import { evaluateTime, parseTimeExpression } from './time-expression.ts'
import { systemVariables, type Variable } from './variable.ts'
import { replaceReferences } from './variable-reference.ts'

/** Characters of a text after substitution. A short text can name a long value many times. */
export const substitutedCharsMax = 4_194_304

/** What a substitution depends on beside the variables: the instant, and the zone (IANA name) it is written in. */
export interface SubstitutionTime {
  readonly nowMs: number
  readonly timeZone: string
}

const systemVariablesByName = new Map(systemVariables.map((variable) => [variable.name, variable]))

/**
 * Replaces each `$(name)` by the value of that variable, as plain text: no quotes are added and nothing is escaped
 * (protocol §10.8). System variables need not be given. Throws E18657 naming a variable that is not defined, and E18018
 * when the result would exceed substitutedCharsMax.
 */
export function substitute(text: string, variables: Iterable<Variable>, time: SubstitutionTime): string {
  if (!text.includes('$(')) return text
  const known = new Map(systemVariablesByName)
  for (const variable of variables) known.set(variable.name, variable)
  return replaceIn(text, known, time)
}

function replaceIn(text: string, known: ReadonlyMap<string, Variable>, time: SubstitutionTime): string {
  const values = new Map<string, string>()
  let chars = text.length
  return replaceReferences(text, (name) => {
    const value = values.get(name) ?? valueOfVariable(name, known, time)
    values.set(name, value)
    chars += value.length
    if (chars <= substitutedCharsMax) return value
    throw new SluiceError(
      'E18018',
      `with its variables filled in the text exceeds ${substitutedCharsMax} characters`,
    )
  })
}

function valueOfVariable(name: string, known: ReadonlyMap<string, Variable>, time: SubstitutionTime): string {
  const variable = known.get(name)
  if (variable === undefined) {
    throw new SluiceError('E18657', `variable '${name}' is not defined; create it or correct $(${name})`)
  }
  if (variable.type === 'string') return replaceIn(variable.value, systemVariablesByName, time)
  const ms = evaluateTime(parseTimeExpression(variable.value, name), time.nowMs, time.timeZone)
  return formatTime(variable.format, ms, time.timeZone)
}
