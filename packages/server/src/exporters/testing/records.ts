import { parseSchema, type Schema } from '@sluice/model'
import type { ExportBatch } from '../exporter.ts'

/** A field of every kind that an export has to carry. */
export const everyField: Schema = parseSchema([
  { key: 'id', valtype: 'long' },
  { key: 'name', valtype: 'string' },
  { key: 'score', valtype: 'float' },
  { key: 'ok', valtype: 'boolean' },
  { key: 'at', valtype: 'date' },
  { key: 'tags', valtype: 'array', elemtype: 'string' },
  { key: 'place', valtype: 'map', schema: [{ key: 'city', valtype: 'string' }] },
  { key: 'raw', valtype: 'jsonstring' },
])

/** The canonical line of record `id`, without its LF. */
export function lineOf(id: number | bigint, more = ''): string {
  return `{"id":${id},"name":"n${id}"${more}}`
}

/** Records with the ids from `from` to before `to`; an id is also the offset. */
export function batchOf(from: number, to: number, line: (id: number) => string = lineOf): ExportBatch {
  const ids = Array.from({ length: to - from }, (_, i) => from + i)
  return {
    lines: Buffer.from(ids.map((id) => `${line(id)}\n`).join('')),
    count: ids.length,
    firstOffset: BigInt(from),
    nextOffset: BigInt(to),
    arrivals: [{ index: 0, arrivedAtMs: 0 }],
  }
}

/** The ids in JSON lines. */
export function idsIn(lines: string): number[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number(/"id":(\d+)/.exec(line)?.[1]))
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
