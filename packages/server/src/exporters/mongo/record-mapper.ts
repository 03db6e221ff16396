import { FieldScanner, type Schema } from '@sluice/model'
import { BSON, type Document } from 'mongodb'
import { constantJson, type NestedDoc, readSource, type WrittenSource } from '../exporter.ts'
import { type BsonReader, bsonReader, UnmappableRecord } from './bson-value.ts'
import { targetsOf } from './mongo-doc.ts'
import type { MongoSpec } from './mongo-spec.ts'

/** The server's own limit. */
const documentBytesMax = 16 * 1024 * 1024
/** Documents of longer lines are measured: BSON may take some ten times the room of JSON (lists of small numbers). */
const measuredLineBytes = 512 * 1024

export interface MappedRecord {
  /** What spec.doc says, filled in; fields that the record lacks are left out, and inner documents without any field. */
  readonly doc: Document
  /** Finds the document that UPDATE and UPSERT change; empty for INSERT. */
  readonly filter: Document
}

/** Turns canonical lines into documents, as the spec of an export says. */
export class RecordMapper {
  readonly #doc: NestedDoc
  readonly #updateKey: readonly KeyField[]
  readonly #sources: readonly string[]
  readonly #scanner: FieldScanner
  readonly #readers: readonly BsonReader[]
  readonly #constants: ReadonlyMap<WrittenSource, unknown>

  constructor({ doc, updateKey, mode }: MongoSpec, schema: Schema) {
    this.#doc =
      Object.keys(doc).length > 0 ? doc : Object.fromEntries(schema.map(({ key }) => [key, `#${key}`]))
    const targets = targetsOf(this.#doc)
    this.#updateKey = mode === 'INSERT' ? [] : updateKey.map((key) => keyField(key, targets))
    const mapped = sourcesOf(this.#doc)
    const used = [...mapped, ...this.#updateKey.map(({ source }) => source)]
    const fields = schema.filter(({ key }) => used.includes(`#${key}`))
    this.#sources = fields.map(({ key }) => key)
    this.#scanner = new FieldScanner(this.#sources)
    this.#readers = fields.map(bsonReader)
    this.#constants = constantsOf(mapped, schema)
  }

  /** Reads the line at `at`. `next` is the index behind its LF. Throws UnmappableRecord. */
  read(lines: Buffer, at: number): MappedRecord & { readonly next: number } {
    const next = this.#scanner.scan(lines, at)
    const values = this.#values(lines)
    const doc = fill(this.#doc, values) ?? {}
    const filter = Object.fromEntries(
      this.#updateKey.map((key) => [key.path, equalTo(keyValue(key, doc, values))]),
    )
    if (next - at > measuredLineBytes) checkSize(doc)
    return { doc, filter, next }
  }

  /** Where the line ends, without reading it. */
  skip(lines: Buffer, at: number): number {
    return this.#scanner.scan(lines, at)
  }

  /** By what specs call them. */
  #values(lines: Buffer): Values {
    const { starts, ends } = this.#scanner
    const values = new Map(this.#constants)
    for (const [i, source] of this.#sources.entries()) {
      const end = ends[i] ?? 0
      if (end > 0) values.set(`#${source}`, this.#readers[i]?.(lines.toString('utf8', starts[i], end)))
    }
    return values
  }
}

type Values = ReadonlyMap<WrittenSource, unknown>

/** undefined: none of its fields is there. */
function fill(doc: NestedDoc, values: Values): Document | undefined {
  const filled: [string, unknown][] = []
  for (const [name, source] of Object.entries(doc)) {
    const value = typeof source === 'object' ? fill(source, values) : values.get(source)
    if (value !== undefined) filled.push([name, value])
  }
  return filled.length > 0 ? Object.fromEntries(filled) : undefined
}

function sourcesOf(doc: NestedDoc): WrittenSource[] {
  return Object.values(doc).flatMap((value) => (typeof value === 'object' ? sourcesOf(value) : value))
}

function constantsOf(sources: readonly WrittenSource[], schema: Schema): Map<WrittenSource, unknown> {
  const constants = new Map<WrittenSource, unknown>()
  for (const source of sources) {
    const { field, constant } = readSource('spec.doc', source, schema)
    if (constant !== undefined) constants.set(source, bsonReader(field)(constantJson(constant)))
  }
  return constants
}

/** Where an update key's value is: in the filled document, or else in the repo's field of that name. */
interface KeyField {
  /** Dotted, in the documents. */
  readonly path: string
  /** `#name`, of the repo; undefined when the document has the path. */
  readonly source: string | undefined
}

function keyField(key: string, targets: readonly string[]): KeyField {
  if (targets.includes(key)) return { path: key, source: undefined }
  const source = key.startsWith('#') ? key.slice(1) : key
  return { path: source, source: `#${source}` }
}

/** The value of a document's field, also below an operator. */
function valueAt(doc: Document, path: string): unknown {
  for (const [name, value] of Object.entries(doc)) {
    if (name === path) return value
    const rest = name.startsWith('$')
      ? path
      : path.startsWith(`${name}.`)
        ? path.slice(name.length + 1)
        : undefined
    const found = rest === undefined || !isDocument(value) ? undefined : valueAt(value, rest)
    if (found !== undefined) return found
  }
  return undefined
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Names in a value must not be taken for operators of the query. */
function equalTo(value: unknown): unknown {
  return value instanceof Map || isDocument(value) ? { $eq: value } : value
}

function keyValue({ path, source }: KeyField, doc: Document, values: Values): unknown {
  const value = source === undefined ? valueAt(doc, path) : values.get(source)
  if (value === undefined)
    throw new UnmappableRecord(`field '${path}' is absent, and updateKey needs it to find the document`)
  return value
}

function checkSize(doc: Document): void {
  const bytes = BSON.calculateObjectSize(doc)
  if (bytes > documentBytesMax)
    throw new UnmappableRecord(`the document has ${bytes} bytes; at most ${documentBytesMax} are allowed`)
}
