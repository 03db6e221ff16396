import { mapLevelsMax, type Schema, SluiceError } from '@sluice/model'
import { checkMappedCount, readSource, type Source, type WrittenSource, written } from './source.ts'

/** A document to be filled: destination field → source, or an inner document. */
export type NestedDoc = { readonly [name: string]: WrittenSource | NestedDoc }

/** What a destination says about the documents it takes. `path` has the names from the outermost in. */
export interface DocRules {
  /** Throws when the destination has no such names; `where` begins the message. */
  checkName(where: string, path: readonly string[]): void
  /** Throws when the destination cannot store the source there. */
  checkSource?(where: string, path: readonly string[], source: Source): void
}

/**
 * A mapping that may nest, as stored and echoed: in its order, every field as `#name`. null counts as absent.
 * Errors: E18305 no object, empty, too deep or too many; those of readSource() and of the rules.
 */
export function nestedDoc(where: string, doc: unknown, schema: Schema, rules: DocRules): NestedDoc {
  return new DocReader(where, schema, rules).read(where, doc, [])
}

class DocReader {
  readonly #root: string
  readonly #schema: Schema
  readonly #rules: DocRules
  #count = 0

  constructor(root: string, schema: Schema, rules: DocRules) {
    this.#root = root
    this.#schema = schema
    this.#rules = rules
  }

  read(where: string, doc: unknown, path: readonly string[]): NestedDoc {
    if (path.length > mapLevelsMax)
      throw new SluiceError('E18305', `${where} nests deeper than ${mapLevelsMax} levels`)
    const members = Object.entries(Object(doc)).filter(([, value]) => value !== null)
    if (members.length === 0)
      throw new SluiceError('E18305', `${where} is empty: name at least one field and its source`)
    return Object.fromEntries(
      members.map(([name, value]) => [name, this.#member(`${where}.${name}`, value, [...path, name])]),
    )
  }

  #member(where: string, value: unknown, path: readonly string[]): WrittenSource | NestedDoc {
    this.#rules.checkName(where, path)
    if (typeof value === 'object' && !Array.isArray(value)) return this.read(where, value, path)
    checkMappedCount(this.#root, ++this.#count)
    const source = readSource(where, value, this.#schema)
    this.#rules.checkSource?.(where, path, source)
    return written(source)
  }
}
