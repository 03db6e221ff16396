/** The name that was probably meant; undefined when none is near. For messages only. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const nearest = names
    .map((name) => ({ name, distance: editDistance(wanted, name) }))
    .sort((a, b) => a.distance - b.distance)[0]
  // A third of the letters may be wrong: enough for a slip, too little to propose something unrelated.
  return nearest && nearest.distance <= Math.max(2, wanted.length / 3) ? nearest.name : undefined
}

/** Insertions, deletions and replacements that turn one into the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
