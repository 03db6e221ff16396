import { bigintType, stringType } from '../../types/sql-type.ts'
import { argumentAs } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'
import { anyValue, textOf, whole } from './text-arguments.ts'

/** Binary as it is, all else as text: DuckDB's hashes take both. */
const content = (call: Call): string =>
  call.arguments[0]?.type.kind === 'binary' ? call.arguments[0].sql : textOf(call, 0)

function sha2(call: Call): string {
  const bits = call.constantNumber(1)
  if (bits === 0 || bits === 256) return `sha256(${content(call)})`
  if (bits === 224 || bits === 384 || bits === 512) call.refuse('sha2 gives 256 bits here: write 256 or 0', 1)
  return 'null::varchar'
}

export const hashes: readonly FunctionRow[] = [
  {
    name: 'md5',
    kind: 'scalar',
    usage: 'md5(text)',
    about: 'the MD5 sum of the UTF-8 text, or of binary, as 32 small hexadecimal digits',
    parameters: [anyValue],
    returns: stringType,
    sql: (_, call) => `md5(${content(call)})`,
  },
  {
    name: 'sha1',
    aliases: ['sha'],
    kind: 'scalar',
    usage: 'sha1(text)',
    about: 'the SHA-1 sum of the UTF-8 text, or of binary, as 40 small hexadecimal digits',
    parameters: [anyValue],
    returns: stringType,
    sql: (_, call) => `sha1(${content(call)})`,
  },
  {
    name: 'sha2',
    kind: 'scalar',
    usage: 'sha2(text, 256)',
    about:
      'the SHA-256 sum of the UTF-8 text, or of binary, as 64 small hexadecimal digits; NULL for bits that SHA-2 has not',
    parameters: [anyValue, whole],
    returns: stringType,
    sql: (_, call) => sha2(call),
  },
  {
    name: 'crc32',
    kind: 'scalar',
    usage: 'crc32(text)',
    about: 'the cyclic redundancy check of the UTF-8 text, or of binary, as a number',
    parameters: [anyValue],
    returns: bigintType,
    sql: (_, call) => `spark_crc32(${argumentAs(call, 0, { kind: 'binary' })})`,
  },
]
