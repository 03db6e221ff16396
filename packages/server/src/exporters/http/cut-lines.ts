/** Whole lines in parts of at most `bytesMax` each, except that one line alone may be longer. */
export function cutLines(lines: Buffer, bytesMax: number): Buffer[] {
  const parts: Buffer[] = []
  let from = 0
  while (lines.length - from > bytesMax) {
    const before = lines.lastIndexOf(0x0a, from + bytesMax - 1)
    const end = before >= from ? before : lines.indexOf(0x0a, from + bytesMax)
    if (end < 0) break
    parts.push(lines.subarray(from, end + 1))
    from = end + 1
  }
  if (from < lines.length) parts.push(lines.subarray(from))
  return parts
}
