import type { Input } from './inputs.ts'
import type { Measured } from './measured.ts'

const columns = [
  'input',
  'engine',
  'threads',
  'GB',
  'batches',
  'seconds',
  'ms/batch',
  'GB/s',
  'memory MB',
  'with server',
  'rate, memory ÷ Spark streaming',
  '÷ Spark job',
] as const

/** Of a table in Markdown. */
export const heading: string = `${line(columns)}\n${line(columns.map(() => '---'))}`

/** A line for each engine: medians of its rounds; how often its rate is Spark's, and which part of Spark's memory it takes. */
export function rowsOf({ name, bytes }: Input, measured: readonly Measured[]): string[] {
  return measured.map((row) => {
    const seconds = median(row.seconds)
    const against = (engine: Measured['engine']) => {
      const other = measured.find((one) => one.engine === engine)
      if (!other || row.engine !== 'Sluice') return ''
      const rate = median(other.seconds) / seconds
      const memory = row.memoryBytes / other.memoryBytes
      return `${rate.toFixed(1)} ×, ${memory.toFixed(2)} ×`
    }
    return line([
      name,
      row.engine,
      row.threads,
      (bytes / 1e9).toFixed(3),
      row.batches,
      seconds.toFixed(3),
      ((seconds * 1000) / row.batches).toFixed(0),
      (bytes / 1e9 / seconds).toFixed(2),
      (row.memoryBytes / 1e6).toFixed(0),
      row.withServerBytes === undefined ? '' : (row.withServerBytes / 1e6).toFixed(0),
      against('Spark streaming'),
      against('Spark job'),
    ])
  })
}

function line(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
