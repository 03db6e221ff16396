import { intType, type SqlType, stringType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import { concatenations } from './concatenation.ts'
import { paddings } from './padding.ts'
import { rewritings } from './rewriting.ts'
import { searches } from './searches.ts'
import { splits } from './splits.ts'
import { substrings } from './substrings.ts'
import { anyValue, longWhole, text, textOf } from './text-arguments.ts'
import { textComparisons } from './text-comparison.ts'
import { textFormats } from './text-formats.ts'
import { trims } from './trims.ts'

const cases: readonly FunctionRow[] = [
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
    name: 'upper',
    aliases: ['ucase'],
    kind: 'scalar',
    usage: 'upper(text)',
    about: 'the text in capital letters',
    parameters: [text],
    returns: stringType,
    // The one letter in use whose capital is two letters.
    sql: ([value]) => `upper(replace(${value}, 'ß', 'SS'))`,
  },
  {
    name: 'initcap',
    kind: 'scalar',
    usage: 'initcap(text)',
    about: 'each word, as spaces separate them, with a capital letter first and small letters after it',
    parameters: [text],
    returns: stringType,
    sql: ([value]) => `spark_initcap(${value})`,
  },
]

const bytes = (call: Call): string =>
  call.arguments[0]?.type.kind === 'binary' ? call.arguments[0].sql : `encode(${textOf(call, 0)})`

const sizes: readonly FunctionRow[] = [
  {
    name: 'length',
    aliases: ['char_length', 'character_length', 'len'],
    kind: 'scalar',
    usage: 'length(text)',
    about: 'how many characters the text has; of binary, how many bytes',
    parameters: [anyValue],
    returns: intType,
    sql: (_, call) =>
      call.arguments[0]?.type.kind === 'binary'
        ? `octet_length(${bytes(call)})::integer`
        : `length(${textOf(call, 0)})::integer`,
  },
  {
    name: 'octet_length',
    kind: 'scalar',
    usage: 'octet_length(text)',
    about: 'how many bytes the text has in UTF-8, or the binary',
    parameters: [anyValue],
    returns: intType,
    sql: (_, call) => `octet_length(${bytes(call)})::integer`,
  },
  {
    name: 'bit_length',
    kind: 'scalar',
    usage: 'bit_length(text)',
    about: 'how many bits the text has in UTF-8, or the binary',
    parameters: [anyValue],
    returns: intType,
    sql: (_, call) => `(octet_length(${bytes(call)}) * 8)::integer`,
  },
]

const isArray = ([type]: readonly SqlType[]): boolean => type?.kind === 'array'

const others: readonly FunctionRow[] = [
  {
    name: 'reverse',
    kind: 'scalar',
    usage: 'reverse(text)',
    about: 'the characters of the text, or the elements of the array, from the last to the first',
    parameters: [anyValue],
    returns: (types) => (isArray(types) ? (types[0] ?? stringType) : stringType),
    sql: ([value], call) =>
      call.arguments[0]?.type.kind === 'array' ? `list_reverse(${value})` : `reverse(${textOf(call, 0)})`,
  },
  {
    name: 'ascii',
    kind: 'scalar',
    usage: 'ascii(text)',
    about: 'the number of the first character; 0 for empty text',
    parameters: [text],
    returns: intType,
    sql: ([value]) => `ascii(${value})::integer`,
  },
  {
    name: 'chr',
    aliases: ['char'],
    kind: 'scalar',
    usage: 'chr(number)',
    about: 'the character with this number, of which the lowest eight bits count; empty for numbers below 0',
    parameters: [longWhole],
    returns: stringType,
    sql: ([value]) => `(case when ${value} < 0 then '' else chr((${value} & 255)::integer) end)`,
  },
]

export const stringFunctions: readonly FunctionRow[] = [
  ...concatenations,
  ...cases,
  ...sizes,
  ...trims,
  ...substrings,
  ...searches,
  ...splits,
  ...paddings,
  ...rewritings,
  ...textComparisons,
  ...textFormats,
  ...others,
]
