import { stringType } from '../../types/sql-type.ts'
import type { Call, FunctionRow } from '../function.ts'
import { formatNumber } from './number-format.ts'
import { conversionSql, type Piece, piecesOf } from './printf-format.ts'
import { text } from './text-arguments.ts'

function formatString(call: Call): string {
  const format = call.constantText(0)
  if (format === null || format === undefined) return 'null::varchar'
  const pieces = piecesOf(format, (message) => call.refuse(message, 0))
  let next = 0
  const sql = pieces.map((piece: Piece) => {
    if (piece.kind === 'text') return piece.sql
    // As in Java, %2$s does not move on to what a plain %s takes.
    const i = piece.position ?? ++next
    const argument = call.arguments[i]
    if (!argument) return call.refuse(`${piece.written} has no argument: the format asks for ${i}`, 0)
    return conversionSql(piece, argument, call.timeZone, (message) => call.refuse(message, i))
  })
  return sql.length === 0 ? "''" : `(${sql.join(' || ')})`
}

export const textFormats: readonly FunctionRow[] = [
  {
    name: 'format_string',
    aliases: ['printf'],
    kind: 'scalar',
    usage: "format_string('%s: %d', x, …)",
    about:
      'the arguments put into a constant format as Java does: %s text, %d whole number, %f and %e fractional, %x %X %o digits of base 16 and 8, %b %c %% %n, with flags, width and precision; NULL is put in as null',
    parameters: [text, { type: 'any', optional: true, repeated: true }],
    returns: stringType,
    sql: (_, call) => formatString(call),
  },
  {
    name: 'format_number',
    kind: 'scalar',
    usage: 'format_number(x, places)',
    about:
      "the number with commas between thousands, rounded (half to even) to constant places, or by a constant format such as '#,###.00'; NULL when places is below 0",
    parameters: [{ type: 'number' }, { type: 'any' }],
    returns: stringType,
    sql: (_, call) => formatNumber(call),
  },
]
