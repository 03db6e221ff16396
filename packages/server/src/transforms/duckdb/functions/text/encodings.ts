import { binaryType, isNumeric, stringType } from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'
import { anyValue, longWhole, text, textOf } from './text-arguments.ts'

function hex(call: Call): string {
  const argument = call.arguments[0]
  if (argument?.type.kind === 'binary') return `hex(${argument.sql})`
  const isNumber = argument !== undefined && isNumeric(argument.type)
  return isNumber ? `hex(${argumentAs(call, 0, { kind: 'bigint' })})` : `hex(${textOf(call, 0)})`
}

function encode(call: Call): string {
  const charset = call.constantText(1)
  if (charset === null || charset === undefined) return 'null::blob'
  switch (charset.toLowerCase()) {
    case 'utf-8':
    case 'utf8':
      return `encode(${textOf(call, 0)})`
    // Characters that these have not become question marks, as in Java.
    case 'us-ascii':
      return `encode(regexp_replace(${textOf(call, 0)}, '[^\\x00-\\x7f]', '?', 'g'))`
    case 'iso-8859-1':
      return `spark_latin1(${textOf(call, 0)})`
    default:
      return call.refuse(`encode knows 'utf-8', 'us-ascii' and 'iso-8859-1', not '${charset}'`, 1)
  }
}

export const encodings: readonly FunctionRow[] = [
  {
    name: 'base64',
    kind: 'scalar',
    usage: 'base64(text)',
    about: 'the UTF-8 text, or binary, in base 64',
    parameters: [anyValue],
    returns: stringType,
    sql: (_, call) => `to_base64(${argumentAs(call, 0, { kind: 'binary' })})`,
  },
  {
    name: 'unbase64',
    kind: 'scalar',
    usage: 'unbase64(text)',
    about: 'the binary that the text says in base 64; NULL when it says none',
    parameters: [text],
    returns: binaryType,
    sql: ([value]) => `spark_unbase64(${value})`,
  },
  {
    name: 'hex',
    kind: 'scalar',
    usage: 'hex(x)',
    about: 'a number as hexadecimal digits (negative ones as 64 bits), or the bytes of UTF-8 text or binary',
    parameters: [anyValue],
    returns: stringType,
    sql: (_, call) => hex(call),
  },
  {
    name: 'unhex',
    kind: 'scalar',
    usage: 'unhex(text)',
    about: 'the binary that hexadecimal digits say; NULL when there is anything else',
    parameters: [text],
    returns: binaryType,
    sql: ([value]) => `try(unhex(${value}))`,
  },
  {
    name: 'bin',
    kind: 'scalar',
    usage: 'bin(number)',
    about: 'a whole number as binary digits, negative ones as 64 bits',
    parameters: [longWhole],
    returns: stringType,
    sql: ([value]) => `bin(${value})`,
  },
  {
    name: 'encode',
    kind: 'scalar',
    usage: "encode(text, 'utf-8')",
    about: "the text as binary, in 'utf-8', 'us-ascii' or 'iso-8859-1'",
    parameters: [anyValue, text],
    returns: binaryType,
    sql: (_, call) => encode(call),
  },
  {
    name: 'url_encode',
    kind: 'scalar',
    usage: 'url_encode(text)',
    about: 'the text as it can stand in a form or query of a URL: spaces become +, what is special %XX',
    parameters: [text],
    returns: stringType,
    sql: ([value]) => `replace(replace(replace(url_encode(${value}), '%20', '+'), '%2A', '*'), '~', '%7E')`,
  },
  {
    name: 'url_decode',
    kind: 'scalar',
    usage: 'url_decode(text)',
    about: 'the text of which url_encode makes this; NULL when a % is not followed by two hexadecimal digits',
    parameters: [text],
    returns: stringType,
    sql: ([value]) => `spark_url_decode(${value})`,
  },
]
