/** Durations and sizes as people write them: `500ms`, `15m`, `2d`; `512KiB`, `64MiB`, `2097152`. */

const msPerUnit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const bytesPerUnit = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const

/** Milliseconds; undefined when the text is not a number directly followed by ms, s, m, h or d. */
export function parseDurationMs(text: string): number | undefined {
  return parse(text, msPerUnit)
}

/** Bytes; undefined when the text is not a number with an optional unit. A bare number counts bytes. */
export function parseBytes(text: string): number | undefined {
  return parse(/^\d+$/.test(text) ? `${text}B` : text, bytesPerUnit)
}

function parse(text: string, unitSizes: { readonly [unit: string]: number }): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(text)
  const unitSize = Object.entries(unitSizes).find(
    ([unit]) => unit.toLowerCase() === match?.[2]?.toLowerCase(),
  )?.[1]
  if (!match || unitSize === undefined) return undefined
  const value = Number(match[1]) * unitSize
  return Number.isSafeInteger(value) ? value : undefined
}

/** The shortest exact text: 172800000 → '2d'. */
export const printDurationMs = (durationMs: number): string => print(durationMs, msPerUnit)

export const printBytes = (bytes: number): string => print(bytes, bytesPerUnit)

function print(value: number, unitSizes: { readonly [unit: string]: number }): string {
  const units = Object.entries(unitSizes)
  const fitting = units.filter(([, size]) => value >= size && value % size === 0)
  const [unit, size] = fitting.at(-1) ?? units[0] ?? ['', 1]
  return `${value / size}${unit}`
}
