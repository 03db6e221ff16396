import { intType, stringType } from '../types/sql-type.ts'
import type { FunctionRow } from './function.ts'

const text = { type: stringType } as const

export const stringFunctions: readonly FunctionRow[] = [
  {
    name: 'lower',
    aliases: ['lcase'],
    kind: 'scalar',
    usage: 'lower(text)',
    about: 'the text in small letters',
    parameters: [text],
    returns: stringType,
    sql: ([value]) => `lower(${value})`,
  },
  {
    name: 'length',
    aliases: ['char_length', 'character_length'],
    kind: 'scalar',
    usage: 'length(text)',
    about: 'how many characters the text has',
    parameters: [text],
    returns: intType,
    sql: ([value]) => `length(${value})::integer`,
  },
]
