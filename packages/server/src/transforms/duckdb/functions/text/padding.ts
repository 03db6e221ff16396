import { stringType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import {
  atLeastZero,
  knownNumber,
  knownText,
  optionalText,
  text,
  textLengthMax,
  whole,
} from './text-arguments.ts'

function refuseTooLong(call: Call, i: number): void {
  const known = knownNumber(call, i)
  if (typeof known === 'number' && known > textLengthMax)
    call.refuse(`${call.name} makes text of at most ${textLengthMax} characters`, i)
}

function pad(side: 'l' | 'r') {
  return ([value, length = '', filling]: readonly string[], call: Call): string => {
    refuseTooLong(call, 1)
    const known = filling === undefined ? ' ' : knownText(call, 2)
    const size = knownNumber(call, 1)
    if (typeof known === 'string' && typeof size === 'number') {
      // DuckDB refuses to fill up with nothing.
      if (known === '') return `left(${value}, ${Math.max(size, 0)})`
      return `${side}pad(${value}, ${Math.max(size, 0)}, ${filling ?? "' '"})`
    }
    return `spark_${side}pad(${value}, ${length}, ${filling ?? "' '"})`
  }
}

export const paddings: readonly FunctionRow[] = [
  {
    name: 'lpad',
    kind: 'scalar',
    usage: 'lpad(text, length[, filling])',
    about: 'the text filled up on its left to a length, or its beginning when it is longer',
    parameters: [text, whole, optionalText],
    returns: stringType,
    sql: pad('l'),
  },
  {
    name: 'rpad',
    kind: 'scalar',
    usage: 'rpad(text, length[, filling])',
    about: 'the text filled up on its right to a length, or its beginning when it is longer',
    parameters: [text, whole, optionalText],
    returns: stringType,
    sql: pad('r'),
  },
  {
    name: 'repeat',
    kind: 'scalar',
    usage: 'repeat(text, times)',
    about: `the text as often; empty when that is not above 0, NULL when it would have more than ${textLengthMax} characters`,
    parameters: [text, whole],
    returns: stringType,
    sql: ([value, times]) => `spark_repeat(${value}, ${times})`,
  },
  {
    name: 'space',
    kind: 'scalar',
    usage: 'space(length)',
    about: 'as many spaces',
    parameters: [whole],
    returns: stringType,
    sql: ([length = ''], call) => {
      refuseTooLong(call, 0)
      const known = knownNumber(call, 0)
      return known === undefined
        ? `spark_repeat(' ', ${length})`
        : `repeat(' ', ${atLeastZero(length, known)})`
    },
  },
]
