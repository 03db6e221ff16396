/** Not `values`, `rows`, `end` and the like: `value` and `row` are what people call their columns. */
const clauseWords = (
  'select from where group having order limit offset union intersect except join left right inner outer cross lateral ' +
  'using and or not like between distinct when then else over partition desc with'
).split(' ')

/** The keyword somebody who typed this may have meant. */
export function keywordLike(word: string): string | undefined {
  const typed = word.toLowerCase()
  // Words of a few letters are close to everything.
  const far = typed.length <= 4 ? 1 : 2
  if (typed.length < 2 || typed.length > 12 || clauseWords.includes(typed)) return undefined
  for (let distance = 1; distance <= far; distance++) {
    const found = clauseWords.find((keyword) => distanceOf(typed, keyword) === distance)
    if (found !== undefined) return found
  }
  return undefined
}

/** Letters to add, to drop, to change, or neighbours to swap. */
function distanceOf(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? cell(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      rows[i]?.push(Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + same, swap))
    }
  }
  return cell(a.length, b.length)
}
