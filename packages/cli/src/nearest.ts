/** The known word that was probably meant; undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((name) => ({ name, distance: editDistance(word, name) }))
    .filter(({ name, distance }) => distance <= (name[0] === word[0] ? 2 : 1))
    .sort((a, b) => a.distance - b.distance)
  return best?.name
}

/** Letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const [above = 0, aboveNext = 0, before = 0] = [row[j], row[j + 1], next[j]]
      next.push(Math.min(aboveNext + 1, before + 1, above + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? a.length
}
