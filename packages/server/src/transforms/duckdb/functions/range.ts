import { bigintType } from '../types/sql-type.ts'
import type { GeneratorRow } from './function.ts'

export const rangeFunction: GeneratorRow = {
  name: 'range',
  kind: 'generator',
  usage: 'range([start, ]end[, step])',
  about: 'the whole numbers from start (0) up to but without end, as column id; step is 1 when it is not given',
  parameters: [{ type: bigintType }, { type: bigintType, optional: true }, { type: bigintType, optional: true }],
  columns: () => [{ name: 'id', type: bigintType }],
  select: (args, call) => {
    if (call.constantNumber(2) === 0) call.refuse('the step of range cannot be 0', 2)
    return `select range::bigint as c0 from range(${args.join(', ')})`
  },
}
