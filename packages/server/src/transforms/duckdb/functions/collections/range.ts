import { bigintType } from '../../types/sql-type.ts'
import type { Call, GeneratorRow } from '../function.ts'

export const rangeFunction: GeneratorRow = {
  name: 'range',
  kind: 'generator',
  usage: 'range([start, ]end[, step])',
  about:
    'the whole numbers from start (0) up to but without end, as column id; step is 1 when it is not given',
  parameters: [
    { type: bigintType },
    { type: bigintType, optional: true },
    { type: bigintType, optional: true },
  ],
  columns: () => [{ name: 'id', type: bigintType }],
  lists: (args, call) => [rangeOf(args, call)],
  table: (args, call) => `select range as c0 from ${rangeOf(args, call)}`,
}

function rangeOf(args: readonly string[], call: Call): string {
  if (call.constantNumber(2) === 0) call.refuse('the step of range cannot be 0', 2)
  return `range(${args.join(', ')})`
}
