import { stringType } from '../../types/sql-type.ts'
import type { FunctionRow } from '../function.ts'
import { optionalText, text, textOf, whole } from './text-arguments.ts'

export const rewritings: readonly FunctionRow[] = [
  {
    name: 'replace',
    kind: 'scalar',
    usage: 'replace(text, part[, replacement])',
    about: 'the text with every occurrence of the part replaced (without replacement: left out)',
    parameters: [text, text, optionalText],
    returns: stringType,
    sql: ([value, part, replacement]) => `replace(${value}, ${part}, ${replacement ?? "''"})`,
  },
  {
    name: 'translate',
    kind: 'scalar',
    usage: 'translate(text, from, to)',
    about:
      'the text with each character of from replaced by the one at its place in to, or left out when to is shorter',
    parameters: [text, text, text],
    returns: stringType,
    sql: ([value, from, to]) => `translate(${value}, ${from}, ${to})`,
  },
  {
    name: 'elt',
    kind: 'scalar',
    usage: 'elt(n, text, text, …)',
    about: 'the nth of the texts; NULL when there is none',
    parameters: [whole, { type: 'any' }, { type: 'any', optional: true, repeated: true }],
    returns: stringType,
    sql: ([n, ...texts], call) =>
      `(case ${n} ${texts.map((_, i) => `when ${i + 1} then ${textOf(call, i + 1)}`).join(' ')} end)`,
  },
]
