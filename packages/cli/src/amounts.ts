import { UsageError } from './command.ts'

/** Numbers as people read them. */

export function countText(count: number | bigint): string {
  return count.toLocaleString('en-US')
}

/** 1 record, 2,000 records. */
export function counted(count: number | bigint, noun: string): string {
  return `${countText(count)} ${noun}${BigInt(count) === 1n ? '' : 's'}`
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`
}

export function secondsText(seconds: number): string {
  if (seconds < 1) return `${Number(seconds.toFixed(2))} s`
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}

const unitMs: { readonly [unit: string]: number } = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `5h` in ms. */
export function parseDurationMs(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const factor = unitMs[unit]
  if (factor === undefined) throw new UsageError(`'${text}' is not a duration: write 30s, 10m, 5h or 2d`)
  return Number(digits) * factor
}
