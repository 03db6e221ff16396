import { SluiceError } from '../errors.ts'
import { namePattern, nameRule } from '../names.ts'
import { parseTimeExpression } from './time-expression.ts'
import { parseTimePattern } from './time-pattern.ts'
import { variableNames } from './variable-reference.ts'

export const variableTypes = ['time', 'string'] as const
export type VariableType = (typeof variableTypes)[number]

/** Characters of a variable's value. */
export const variableValueCharsMax = 4096

/** A variable as it is stored and echoed (protocol §7.7). */
export interface Variable {
  readonly name: string
  readonly type: VariableType
  /** time: `$(now)-5h`. string: the text itself, in which system variables are replaced. */
  readonly value: string
  /** time: a SimpleDateFormat pattern. string: ''. */
  readonly format: string
}

/** The variables every account has (protocol §10.8): the time of the substitution in eight forms. */
export const systemVariables: readonly Variable[] = Object.entries({
  year: 'yyyy',
  mon: 'MM',
  day: 'dd',
  hour: 'HH',
  min: 'mm',
  sec: 'ss',
  date: 'yyyy-MM-dd',
  now: 'yyyy-MM-dd HH:mm:ss',
}).map(([name, format]) => ({ name, type: 'time', value: '$(now)', format }))

const systemVariableNames = new Set(systemVariables.map(({ name }) => name))

/**
 * Checks what POST and PUT /v2/variables/<name> say. Throws E18017 name, E18656 name of a system variable, E18016 type,
 * E18018 value, E18658 time format.
 */
export function parseVariable(name: string, value: unknown): Variable {
  checkName(name)
  const body = toObject(value)
  const type = parseType(name, body.type)
  const text = parseText(name, body.value)
  if (type === 'string') {
    checkReferences(name, text)
    return { name, type, value: text, format: '' }
  }
  parseTimeExpression(text, name)
  return { name, type, value: text, format: parseFormat(name, body.format) }
}

function checkName(name: string): void {
  if (!namePattern.test(name))
    throw new SluiceError('E18017', `variable '${name.slice(0, 200)}': ${nameRule}`)
  if (systemVariableNames.has(name)) {
    throw new SluiceError('E18656', `'${name}' is a system variable; choose another name`)
  }
}

function parseType(name: string, type: unknown): VariableType {
  const known = variableTypes.find((candidate) => candidate === type)
  if (known !== undefined) return known
  throw new SluiceError('E18016', `variable '${name}': type must be ${variableTypes.join(' or ')}`)
}

function parseText(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw new SluiceError('E18018', `variable '${name}' has no value; give it as text`)
  }
  if (value.length <= variableValueCharsMax) return value
  throw new SluiceError('E18018', `variable '${name}': the value exceeds ${variableValueCharsMax} characters`)
}

/** A value may use system variables only (protocol §10.8): so no variable can lead back to itself. */
function checkReferences(name: string, text: string): void {
  const foreign = variableNames(text).find((reference) => !systemVariableNames.has(reference))
  if (foreign === undefined) return
  throw new SluiceError(
    'E18018',
    `variable '${name}': the value uses $(${foreign}); it may use system variables only`,
  )
}

function parseFormat(name: string, format: unknown): string {
  if (typeof format !== 'string' || format === '') {
    throw new SluiceError(
      'E18658',
      `variable '${name}' has no format; a time needs one like yyyy-MM-dd HH:mm:ss`,
    )
  }
  parseTimePattern(format)
  return format
}

function toObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new SluiceError('E18007', 'a variable must be an object with type, value and format')
}
