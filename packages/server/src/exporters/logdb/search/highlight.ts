import { placedTokensOf, tokensOf } from '../embedded/tokens.ts'
import { visitLeaves } from '../json-text.ts'
import type { Query } from './parse-query.ts'

export interface HighlightTags {
  readonly preTag: string
  readonly postTag: string
}

const fragmentCharsMax = 200
const leadChars = 60

/** A word of the query that is marked where it occurs. */
interface Wanted {
  readonly field: string | undefined
  readonly fits: (token: string) => boolean
}

/** Field → the part of its text around the first word that was searched for, words marked. */
export function highlight(json: string, query: Query, tags: HighlightTags): { [field: string]: string[] } {
  const wanted = wantedIn(query)
  const found: { [field: string]: string[] } = {}
  visitLeaves(json, (path, kind, value) => {
    if (kind !== 'string') return
    const fits = wanted.filter(({ field }) => field === undefined || field === path)
    const fragment = fits.length > 0 ? marked(value, fits, tags) : undefined
    if (fragment === undefined) return
    const fragments = found[path] ?? []
    fragments.push(fragment)
    found[path] = fragments
  })
  return found
}

function marked(
  text: string,
  wanted: readonly Wanted[],
  { preTag, postTag }: HighlightTags,
): string | undefined {
  const hits = placedTokensOf(text).filter(({ token }) => wanted.some(({ fits }) => fits(token)))
  const [first] = hits
  if (!first) return undefined
  const begin = text.length <= fragmentCharsMax ? 0 : Math.max(0, first.from - leadChars)
  const end = Math.min(text.length, Math.max(begin + fragmentCharsMax, first.to))
  let out = ''
  let at = begin
  for (const { from, to } of hits) {
    if (to > end) break
    // Words that touch, as those of Chinese do, get one pair of tags.
    if (out.endsWith(postTag) && from === at) out = out.slice(0, -postTag.length)
    else out += text.slice(at, from) + preTag
    out += text.slice(from, to) + postTag
    at = to
  }
  return out + text.slice(at, end)
}

/** What is negated is not marked. */
function wantedIn(query: Query): Wanted[] {
  if (query.kind === 'and' || query.kind === 'or') return query.parts.flatMap(wantedIn)
  if (query.kind === 'text') {
    const tokens = new Set(tokensOf(query.text))
    return [{ field: query.field, fits: (token) => tokens.has(token) }]
  }
  if (query.kind !== 'wildcard') return []
  const form = query.pattern
    .toLowerCase()
    .replace(
      /\\(.)|([*?])|([.+^${}()|[\]\\])/gs,
      (_all, escaped?: string, wild?: string, special?: string) =>
        wild ? (wild === '*' ? '.*' : '.') : `\\${escaped ?? special}`,
    )
  const fitting = new RegExp(`^${form}$`, 'su')
  return [{ field: query.field, fits: (token) => fitting.test(token) }]
}
