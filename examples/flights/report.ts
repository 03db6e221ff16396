import type { Sums } from './source.ts'

export interface Report {
  readonly run: string
  readonly pushSeconds: number
  readonly totalSeconds: number
  readonly wanted: Sums
  readonly wantedLate: Sums
  /** Records in the repo. */
  readonly stored: bigint
  readonly received: Sums
  readonly receivedRequests: number
  readonly receivedRecords: bigint
  readonly objects: Sums & { readonly files: number }
  readonly airports: readonly { origin: string; flights: number; delayMinutes: number }[]
}

/** Prints what came out and whether it is what went in. */
export function printReport(report: Report): boolean {
  const { wanted, wantedLate, received, objects } = report
  const rows = [
    ['', 'flights', 'delay, min', 'distance, mi', ''],
    ['source file', ...numbers(wanted), ''],
    ['aggregated → http', ...numbers(received), verdict(wanted, received)],
    ['source file, late', ...numbers(wantedLate), ''],
    ['filtered → parquet', ...numbers(objects), verdict(wantedLate, objects)],
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map(([label = '', ...cells]) =>
    [
      label.padEnd(widths[0] ?? 0),
      ...cells.slice(0, 3).map((cell, i) => cell.padStart(widths[i + 1] ?? 0)),
      cells[3],
    ].join('  '),
  )
  const { run, pushSeconds, totalSeconds, stored, receivedRequests, receivedRecords, airports } = report
  const matches = same(wanted, received) && same(wantedLate, objects) && stored === wanted.records
  process.stdout.write(
    [
      '',
      ...lines,
      '',
      `pushed      ${count(stored)} records in ${pushSeconds.toFixed(1)} s, ${count(Math.round(Number(stored) / pushSeconds))} a second, each durable`,
      `http        ${count(receivedRecords)} rows in ${count(receivedRequests)} requests`,
      `parquet     ${count(objects.records)} rows in ${count(objects.files)} files, under objects/flights-demo/${run}/`,
      `end to end  ${totalSeconds.toFixed(1)} s, from the first push to the last delivery`,
      '',
      'busiest airports, from the aggregated repo',
      ...airports.map(
        ({ origin, flights, delayMinutes }) =>
          `  ${origin}  ${count(flights).padStart(9)} flights, ${delayMinutes.toFixed(1).padStart(5)} min late on average`,
      ),
      '',
      matches ? 'All sums match the source.' : 'THE SUMS DO NOT MATCH THE SOURCE.',
      '',
    ].join('\n'),
  )
  return matches
}

const count = (value: bigint | number): string => value.toLocaleString('en')
const numbers = ({ records, delay, distance }: Sums): string[] => [records, delay, distance].map(count)
const same = (a: Sums, b: Sums): boolean =>
  a.records === b.records && a.delay === b.delay && a.distance === b.distance
const verdict = (a: Sums, b: Sums): string => (same(a, b) ? '✓ equal' : '✗ differs')
