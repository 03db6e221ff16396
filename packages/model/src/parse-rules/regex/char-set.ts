/** Inclusive range of UTF-16 code units. */
export type CodeRange = readonly [from: number, to: number]

const lastCode = 0xffff
const asciiCodes = 128
/** Ranges longer than this hold both cases of what they hold, or nobody means them letter by letter. */
const foldedCodesMax = 1024

/** A set of UTF-16 code units. Most text is ASCII, which is answered from a table. */
export class CharSet {
  /** Sorted, without overlaps. */
  readonly ranges: readonly CodeRange[]
  private readonly ascii = new Uint8Array(asciiCodes)

  constructor(ranges: readonly CodeRange[]) {
    this.ranges = merged(ranges)
    for (const [from, to] of this.ranges) {
      if (from < asciiCodes) this.ascii.fill(1, from, Math.min(to + 1, asciiCodes))
    }
  }

  has(code: number): boolean {
    if (code < asciiCodes) return this.ascii[code] === 1
    let low = 0
    let high = this.ranges.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const [from, to] = this.ranges[middle] ?? [0, 0]
      if (code < from) high = middle - 1
      else if (code > to) low = middle + 1
      else return true
    }
    return false
  }

  /** The one code unit of the set, or undefined when it has another number of them. */
  get single(): number | undefined {
    const [first] = this.ranges
    return this.ranges.length === 1 && first?.[0] === first?.[1] ? first?.[0] : undefined
  }

  complement(): CharSet {
    const gaps: CodeRange[] = []
    let next = 0
    for (const [from, to] of this.ranges) {
      if (from > next) gaps.push([next, from - 1])
      next = to + 1
    }
    if (next <= lastCode) gaps.push([next, lastCode])
    return new CharSet(gaps)
  }

  /** The set with the other case of its letters. */
  withBothCases(): CharSet {
    const folded: CodeRange[] = [...this.ranges]
    for (const [from, to] of this.ranges) {
      for (let code = from; code <= to && to - from < foldedCodesMax; code++) {
        const letter = String.fromCharCode(code)
        for (const other of [letter.toLowerCase(), letter.toUpperCase()]) {
          if (other.length === 1) folded.push([other.charCodeAt(0), other.charCodeAt(0)])
        }
      }
    }
    return new CharSet(folded)
  }
}

function merged(ranges: readonly CodeRange[]): readonly CodeRange[] {
  const result: [number, number][] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

const digitRanges: readonly CodeRange[] = [[0x30, 0x39]]
const wordRanges: readonly CodeRange[] = [...digitRanges, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]]
/** What \s is in JavaScript. */
const spaceRanges: readonly CodeRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]

export const wordSet = new CharSet(wordRanges)
/** What `.` is: a line holds no LF, so this leaves out nothing of it but a CR inside. */
export const dotSet = new CharSet([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]).complement()

/** \d \w \s \D \W \S \h by their letter. */
export const escapedSets: Readonly<Record<string, CharSet>> = {
  d: new CharSet(digitRanges),
  w: wordSet,
  s: new CharSet(spaceRanges),
  D: new CharSet(digitRanges).complement(),
  W: wordSet.complement(),
  S: new CharSet(spaceRanges).complement(),
}

/** [:name:] inside a class. */
export const posixRanges: Readonly<Record<string, readonly CodeRange[]>> = {
  alpha: [
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  digit: digitRanges,
  alnum: [...digitRanges, [0x41, 0x5a], [0x61, 0x7a]],
  upper: [[0x41, 0x5a]],
  lower: [[0x61, 0x7a]],
  word: wordRanges,
  space: [
    [0x09, 0x0d],
    [0x20, 0x20],
  ],
  blank: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
  punct: [
    [0x21, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ],
  xdigit: [...digitRanges, [0x41, 0x46], [0x61, 0x66]],
  cntrl: [
    [0x00, 0x1f],
    [0x7f, 0x7f],
  ],
  print: [[0x20, 0x7e]],
  graph: [[0x21, 0x7e]],
}
