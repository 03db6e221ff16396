import type { FunctionRow, Parameter } from '../functions/function.ts'
import type { CallExpression, Expression, LambdaExpression } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import { commonTypeOf, isOrderable } from '../types/coercion.ts'
import { type SqlType, typeName } from '../types/sql-type.ts'
import type { Typed } from '../types/typed.ts'
import { castTo, implicitly, numeric } from './coerce.ts'
import type { Compile } from './operators.ts'
import type { Place } from './place.ts'

type Given = Typed | LambdaExpression

export function argumentsOf(node: CallExpression, row: FunctionRow, place: Place, compile: Compile): Given[] {
  if (node.arguments.some((argument) => argument.kind === 'star')) {
    if (row.name === 'count' && node.arguments.length === 1 && !node.distinct) return []
    throw new TextError('* can only be counted: count(*)', node)
  }
  checkCount(node, row)
  const values = node.arguments.filter((argument): argument is Expression => argument.kind !== 'star')
  return values.map((argument) => (argument.kind === 'lambda' ? argument : compile(argument, place)))
}

export function checkCount(
  node: CallExpression,
  { parameters, usage }: { readonly parameters: readonly Parameter[]; readonly usage: string },
): void {
  const given = node.arguments.length
  const repeated = parameters.some((parameter) => parameter.repeated)
  const least = parameters.filter((parameter) => !parameter.optional).length
  const most = repeated ? Number.POSITIVE_INFINITY : parameters.length
  if (given >= least && given <= most) return
  throw new TextError(`${node.name.text} takes ${wantedText(least, most)}, not ${given}: ${usage}`, node)
}

function wantedText(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `${least} or more arguments`
  if (least === most) return `${least} ${least === 1 ? 'argument' : 'arguments'}`
  return `${least} ${most - least === 1 ? 'or' : 'to'} ${most} arguments`
}

/** The arguments as the parameters want them. A lambda stands for itself until the function reads it. */
export function coerced(
  node: CallExpression,
  parameters: readonly Parameter[],
  given: readonly Given[],
  timeZone: string,
): Typed[] {
  const typeOf = (i: number) => (parameters[i] ?? parameters.at(-1))?.type ?? 'any'
  const together = given.filter(
    (value, i): value is Typed => ['common', 'ordered'].includes(String(typeOf(i))) && !isLambda(value),
  )
  const common = together.length > 0 ? commonTypeOf(together.map((value) => value.type)) : undefined
  return given.map((value, i) => {
    const wanted = typeOf(i)
    const of = `${node.name.text}, argument ${i + 1},`
    if (isLambda(value)) {
      if (wanted !== 'lambda') throw new TextError(`${of} is no lambda (x -> …)`, value)
      return { sql: '', type: { kind: 'null' }, at: value }
    }
    return argument(value, wanted, of, common, node, timeZone)
  })
}

const isLambda = (value: Given): value is LambdaExpression => 'kind' in value

function argument(
  value: Typed,
  wanted: Parameter['type'],
  of: string,
  common: SqlType | undefined,
  node: CallExpression,
  timeZone: string,
): Typed {
  if (typeof wanted !== 'string') return implicitly(value, wanted, of, timeZone)
  switch (wanted) {
    case 'any':
      return value
    case 'number':
      return numeric(value, of, timeZone)
    case 'lambda':
      throw new TextError(`${of} must be a lambda: x -> …`, value.at)
    case 'common':
    case 'ordered':
      if (!common)
        throw new TextError(`the arguments of ${node.name.text} have types that do not go together`, node)
      if (wanted === 'ordered' && !isOrderable(common))
        throw new TextError(`${node.name.text} cannot order ${typeName(common)}`, value.at)
      return castTo(value, common, timeZone)
    default:
      if (value.type.kind === wanted || value.type.kind === 'null') return value
      throw new TextError(
        `${of} must be ${wanted === 'array' ? 'an array' : `a ${wanted}`}, and is ${typeName(value.type)}`,
        value.at,
      )
  }
}
