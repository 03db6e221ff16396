import type { IntervalExpression, Span } from '../syntax/ast.ts'
import { TextError } from '../syntax/text-error.ts'
import type { Typed } from '../types/typed.ts'

export function intervalSql(interval: IntervalExpression): string {
  throw new TextError('intervals are not there yet', interval)
}

export function addInterval(
  value: Typed,
  interval: IntervalExpression,
  _sign: '+' | '-',
  _at: Span,
  _timeZone: string,
): Typed {
  throw new TextError('intervals are not there yet', interval ?? value)
}
