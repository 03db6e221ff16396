import { quoteText } from '@sluice/model'
import { duckdbPath, type Step } from './json-path.ts'

/**
 * What a path finds in a JSON text, by Spark's rules (spec: sql.md §4.1), which DuckDB has for paths without `[*]` only:
 * one hit of `[*]` stands without brackets, two `[*]` in a row flatten all lists below, a `[*]` after an index or inside of
 * another keeps its brackets. `document` is valid JSON or NULL.
 */
export function getJsonObject(document: string, steps: readonly Step[]): string {
  const first = steps.findIndex(({ kind }) => kind === 'elements')
  if (first < 0) return `spark_json_leaf(${document}, ${quoteText(duckdbPath(steps))})`
  const before = steps.slice(0, first)
  const after = steps.slice(first + 1)
  if (after[0]?.kind === 'elements') return flattened(document, before, after.slice(1))
  const inBrackets = before.at(-1)?.kind === 'index'
  if (!after.some(({ kind }) => kind === 'elements')) {
    const texts = hits(document, steps)
    return inBrackets ? `spark_json_list(${texts})` : `spark_json_one_or_list(${texts})`
  }
  const items = `list_transform(${elements(document, before)}, lambda e0: ${inner('e0', after, 1)})`
  return `spark_json_${inBrackets ? 'items' : 'one_or_items'}(${items})`
}

const elements = (document: string, steps: readonly Step[]): string =>
  `json_extract(${document}, ${quoteText(`${duckdbPath(steps)}[*]`)})`

/** JSON texts of all that a path with one `[*]` finds. A member that is null counts as absent, an element does not. */
function hits(document: string, steps: readonly Step[]): string {
  const texts = `json_extract(${document}, ${quoteText(duckdbPath(steps))})::varchar[]`
  return steps.at(-1)?.kind === 'name' ? `spark_json_present(${texts})` : texts
}

/** `[*][*]` and then a path: Spark looks for that path in the elements of the outer list. */
function flattened(document: string, before: readonly Step[], after: readonly Step[]): string {
  const plain = after.filter(({ kind }) => kind !== 'elements')
  // A third [*] has nothing left to open: the lists below are flattened anyway.
  return `spark_json_list(spark_json_flatten(${hits(document, [...before, { kind: 'elements' }, ...plain])}))`
}

/** Inside of a list: the text that is written for an element, and whether anything was found in it. */
function inner(element: string, steps: readonly Step[], depth: number): string {
  const next = steps.findIndex(({ kind }) => kind === 'elements')
  if (next < 0)
    return `spark_json_item(${element}, ${quoteText(duckdbPath(steps))}, ${steps.at(-1)?.kind === 'name'})`
  const before = steps.slice(0, next)
  const after = steps.slice(next + 1)
  const path = quoteText(duckdbPath(before))
  const isList = `json_type(${element}, ${path}) = 'ARRAY'`
  if (after[0]?.kind === 'elements')
    return `spark_json_inner_list(${isList}, spark_json_as_items(${flattenedHits(element, before, after.slice(1))}))`
  const variable = `e${depth}`
  const items = `list_transform(${elements(element, before)}, lambda ${variable}: ${inner(variable, after, depth + 1)})`
  return `spark_json_inner_list(${isList}, ${items})`
}

const flattenedHits = (element: string, before: readonly Step[], after: readonly Step[]): string =>
  `spark_json_flatten(${hits(element, [...before, { kind: 'elements' }, ...after.filter(({ kind }) => kind !== 'elements')])})`
