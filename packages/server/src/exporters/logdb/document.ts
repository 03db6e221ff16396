import { FieldScanner, type Schema } from '@sluice/model'
import type { NestedDoc } from '../exporter.ts'
import { nestsAtMost } from './json-depth.ts'
import { withoutDotsInNames } from './json-text.ts'

/** What becomes of a record: a document as JSON text (longs exact), nothing because all of its mapped values are absent,
 *  or nothing because it cannot be one. */
export type Document = { readonly json: string } | 'empty' | { readonly reason: string }

/** As deep as records that are pushed may nest. Text that SQL made can be deeper, and SQLite and search servers give up on
 *  whole requests then. */
const levelsMax = 64

type Node = { readonly name: string } & ({ readonly source: number } | { readonly members: readonly Node[] })

/**
 * Fills a spec's `doc` from records. Absent values are left out; names with dots inside jsonstring values get underscores.
 */
export class Documents {
  readonly #scanner: FieldScanner
  readonly #sources: readonly string[]
  readonly #jsonStrings: readonly boolean[]
  readonly #root: readonly Node[]

  constructor(doc: NestedDoc, schema: Schema) {
    const sources: string[] = []
    this.#root = nodesOf(doc, sources)
    this.#sources = sources
    this.#scanner = new FieldScanner(sources)
    this.#jsonStrings = sources.map(
      (key) => schema.find((field) => field.key === key)?.valtype === 'jsonstring',
    )
  }

  /** Of each canonical line, in order. */
  *of(lines: Uint8Array): Generator<Document> {
    const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.length)
    for (let at = 0; at < bytes.length; ) {
      const next = this.#scanner.scan(bytes, at)
      yield this.#document(bytes)
      at = next
    }
  }

  #document(bytes: Buffer): Document {
    try {
      const json = this.#object(this.#root, bytes)
      return json === undefined ? 'empty' : { json }
    } catch (error) {
      if (error instanceof BadValue) return { reason: error.message }
      throw error
    }
  }

  #object(nodes: readonly Node[], bytes: Buffer): string | undefined {
    let members = ''
    for (const node of nodes) {
      const value = 'source' in node ? this.#value(node.source, bytes) : this.#object(node.members, bytes)
      if (value !== undefined) members += `${members && ','}"${node.name}":${value}`
    }
    return (members && `{${members}}`) || undefined
  }

  #value(source: number, bytes: Buffer): string | undefined {
    const end = this.#scanner.ends[source] ?? 0
    if (end === 0) return undefined
    const text = bytes.toString('utf8', this.#scanner.starts[source], end)
    return this.#jsonStrings[source] ? inner(this.#sources[source] ?? '', text) : text
  }
}

class BadValue extends Error {}

/** The JSON inside a jsonstring, on one line: a document is a line of what search servers are sent. */
function inner(field: string, text: string): string {
  const json: string = JSON.parse(text)
  try {
    JSON.parse(json)
  } catch {
    throw new BadValue(`field '${field}' does not hold valid JSON: ${json.slice(0, 100)}`)
  }
  if (!nestsAtMost(json, levelsMax))
    throw new BadValue(`field '${field}' nests deeper than ${levelsMax} levels: ${json.slice(0, 100)}`)
  // Line breaks of valid JSON stand between its tokens only.
  return withoutDotsInNames(json.replace(/[\r\n]+/g, ' '))
}

/** One slot per source field, however often the doc names it. */
function nodesOf(doc: NestedDoc, sources: string[]): Node[] {
  return Object.entries(doc).map(([name, value]) => {
    if (typeof value !== 'string') return { name, members: nodesOf(value, sources) }
    const key = value.slice(1)
    if (!sources.includes(key)) sources.push(key)
    return { name, source: sources.indexOf(key) }
  })
}
