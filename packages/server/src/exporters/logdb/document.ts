import { FieldScanner, type Schema } from '@sluice/model'
import { constantJson, type NestedDoc, readSource, type WrittenSource } from '../exporter.ts'
import { nestsAtMost } from './json-depth.ts'
import { withoutDotsInNames } from './json-text.ts'

/** What becomes of a record: a document as JSON text (longs exact), empty when all of its mapped values are absent (it may
 *  have constants then); or nothing because it cannot be one. */
export type Document = { readonly json: string; readonly empty: boolean } | { readonly reason: string }

/** As deep as records that are pushed may nest. Text that SQL made can be deeper, and SQLite and search servers give up on
 *  whole requests then. */
const levelsMax = 64

type Node = { readonly name: string } & (
  | { readonly source: number }
  | { readonly json: string }
  | { readonly members: readonly Node[] }
)

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
    this.#root = nodesOf('spec.doc', doc, schema, sources)
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
      const json = this.#object(this.#root, bytes) ?? '{}'
      return { json, empty: this.#isEmpty() }
    } catch (error) {
      if (error instanceof BadValue) return { reason: error.message }
      throw error
    }
  }

  /** Where only constants are mapped nothing is. */
  #isEmpty(): boolean {
    return this.#sources.length > 0 && this.#scanner.ends.every((end) => end === 0)
  }

  #object(nodes: readonly Node[], bytes: Buffer): string | undefined {
    let members = ''
    for (const node of nodes) {
      const value = this.#member(node, bytes)
      if (value !== undefined) members += `${members && ','}"${node.name}":${value}`
    }
    return (members && `{${members}}`) || undefined
  }

  #member(node: Node, bytes: Buffer): string | undefined {
    if ('json' in node) return node.json
    return 'source' in node ? this.#value(node.source, bytes) : this.#object(node.members, bytes)
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

function nodesOf(where: string, doc: NestedDoc, schema: Schema, sources: string[]): Node[] {
  return Object.entries(doc).map(([name, value]) =>
    typeof value === 'object'
      ? { name, members: nodesOf(`${where}.${name}`, value, schema, sources) }
      : { name, ...slotOf(`${where}.${name}`, value, schema, sources) },
  )
}

/** One slot per source field, however often the doc names it. */
function slotOf(where: string, value: WrittenSource, schema: Schema, sources: string[]) {
  const { field, constant } = readSource(where, value, schema)
  if (constant !== undefined) return { json: constantJson(constant) }
  if (!sources.includes(field.key)) sources.push(field.key)
  return { source: sources.indexOf(field.key) }
}
