import { FieldNames } from './field-names.ts'
import { skipPlain } from './string-text.ts'

/** Records in the bytes of canonical lines. */
export function countLines(lines: Uint8Array): number {
  let count = 0
  for (let at = lines.indexOf(0x0a); at >= 0; at = lines.indexOf(0x0a, at + 1)) count++
  return count
}

/**
 * Calls `visit` for each field of the canonical line at `at`, with the byte ranges of its name (without quotes) and of its
 * value. Returns the index behind the line's LF. The lines are trusted to be canonical.
 */
export function scanFields(
  lines: Buffer,
  at: number,
  visit: (keyFrom: number, keyTo: number, valueFrom: number, valueTo: number) => void,
): number {
  let i = at + 1
  while (lines[i] === 0x22 || lines[i] === 0x2c) {
    const keyFrom = lines[i] === 0x2c ? i + 2 : i + 1
    const keyTo = lines.indexOf(0x22, keyFrom)
    i = valueEnd(lines, keyTo + 2)
    visit(keyFrom, keyTo, keyTo + 2, i)
  }
  return i + 2
}

/**
 * Finds the wanted fields of canonical lines: after `scan`, the value of keys[i] is at [starts[i], ends[i]), or absent when
 * ends[i] is 0. Fields that are not wanted are passed over, so lines of a newer schema do no harm.
 */
export class FieldScanner {
  readonly starts: Int32Array
  readonly ends: Int32Array
  private readonly names: FieldNames

  constructor(keys: readonly string[]) {
    this.names = new FieldNames(keys)
    this.starts = new Int32Array(keys.length)
    this.ends = new Int32Array(keys.length)
  }

  /** Reads the line at `at` and returns the index behind its LF. */
  scan(lines: Buffer, at: number): number {
    const { names, starts, ends } = this
    ends.fill(0)
    let last = -1
    let i = at + 1
    while (lines[i] === 0x22 || lines[i] === 0x2c) {
      const keyFrom = lines[i] === 0x2c ? i + 2 : i + 1
      const column = names.match(lines, keyFrom, 0x22, last)
      const valueFrom = (column >= 0 ? names.valueAt : lines.indexOf(0x22, keyFrom) + 1) + 1
      i = valueEnd(lines, valueFrom)
      if (column < 0) continue
      starts[column] = valueFrom
      ends[column] = i
      last = column
    }
    return i + 2
  }
}

/** Index behind the canonical value at `at`. */
function valueEnd(lines: Buffer, at: number): number {
  const c = lines[at]
  if (c === 0x22) return stringEnd(lines, at)
  if (c === 0x7b || c === 0x5b) return nestedEnd(lines, at)
  let i = at
  while (lines[i] !== 0x2c && lines[i] !== 0x7d) i++
  return i
}

function stringEnd(lines: Buffer, at: number): number {
  let i = skipPlain(lines, at + 1)
  while (lines[i] === 0x5c) i = skipPlain(lines, i + 2)
  return i + 1
}

function nestedEnd(lines: Buffer, at: number): number {
  let depth = 0
  let i = at
  do {
    const c = lines[i]
    if (c === 0x22) {
      i = stringEnd(lines, i)
      continue
    }
    if (c === 0x7b || c === 0x5b) depth++
    else if (c === 0x7d || c === 0x5d) depth--
    i++
  } while (depth > 0)
  return i
}
