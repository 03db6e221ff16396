/** Whether a valid JSON text nests objects and lists at most `levelsMax` deep. Needs no stack. */
export function nestsAtMost(json: string, levelsMax: number): boolean {
  let levels = 0
  let quoted = false
  for (let i = 0; i < json.length; i++) {
    const c = json.charCodeAt(i)
    if (quoted) {
      if (c === backslash) i++
      else if (c === quote) quoted = false
    } else if (c === quote) quoted = true
    else if (c === openList || c === openObject) {
      if (++levels > levelsMax) return false
    } else if (c === closeList || c === closeObject) levels--
  }
  return true
}

const [quote, backslash, openList, closeList, openObject, closeObject] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]
