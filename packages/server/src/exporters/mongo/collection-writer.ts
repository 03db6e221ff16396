import {
  type AnyBulkWriteOperation,
  BSON,
  type Collection,
  type Document,
  type Filter,
  Long,
  type MongoClient,
} from 'mongodb'
import { type ExportBatch, type ExporterDeps, offsetAt, type Progress } from '../exporter.ts'
import { UnmappableRecord } from './bson-value.ts'
import { type RefusedWrite, refusedWrites } from './mongo-failure.ts'
import type { MongoSpec } from './mongo-spec.ts'
import { RecordMapper } from './record-mapper.ts'
import { updatesOf } from './update-of.ts'

type Rejected = NonNullable<Progress['rejected']>[number]

interface Mapped {
  /** Of the record in the batch. */
  readonly index: number
  readonly offset: bigint
  readonly doc: Document
  readonly filter: Document
}

type Documents = Collection<Document>

/** Writes batches into one collection so that a batch that is written again changes nothing. */
export class CollectionWriter {
  readonly #spec: MongoSpec
  readonly #deps: Pick<ExporterDeps, 'id' | 'run'>
  readonly #mapper: RecordMapper
  readonly #documents: Documents

  constructor(client: MongoClient, spec: MongoSpec, deps: Pick<ExporterDeps, 'id' | 'run' | 'schema'>) {
    this.#spec = spec
    this.#deps = deps
    this.#mapper = new RecordMapper(spec, deps.schema)
    this.#documents = client.db(spec.dbName).collection(spec.collName)
  }

  /** The records that cannot be written. */
  async write(batch: ExportBatch): Promise<readonly Rejected[]> {
    const { mapped, rejected } = this.#map(batch)
    const refused = this.#spec.mode === 'INSERT' ? await this.#insert(mapped) : await this.#update(mapped)
    return [...rejected, ...refused].sort((a, b) => a.index - b.index)
  }

  #map(batch: ExportBatch) {
    const lines = Buffer.from(batch.lines.buffer, batch.lines.byteOffset, batch.lines.length)
    const mapped: Mapped[] = []
    const rejected: Rejected[] = []
    for (let index = 0, at = 0; index < batch.count; index++) {
      try {
        const { doc, filter, next } = this.#mapper.read(lines, at)
        mapped.push({ index, offset: offsetAt(batch, index), doc, filter })
        at = next
      } catch (error) {
        if (!(error instanceof UnmappableRecord)) throw error
        rejected.push({ index, reason: error.message })
        at = this.#mapper.skip(lines, at)
      }
    }
    return { mapped, rejected }
  }

  async #update(mapped: readonly Mapped[]): Promise<readonly Rejected[]> {
    const upsert = this.#spec.mode === 'UPSERT'
    const operations = mapped.flatMap(({ index, offset, doc, filter }) =>
      updatesOf({ doc, filter, upsert, run: this.#deps.run, offset: Long.fromBigInt(offset) }).map(
        (operation) => ({
          index,
          operation,
        }),
      ),
    )
    const refused = await this.#bulk(operations.map(({ operation }) => operation))
    const reasons = new Map(refused.map(({ index, reason }) => [operations[index]?.index ?? index, reason]))
    return [...reasons].map(([index, reason]) => ({ index, reason }))
  }

  /**
   * A document without an _id of its own gets one made of the export and the record's offset. A duplicate one of those was
   * written before, perhaps by a run whose spec was another: it is replaced.
   */
  async #insert(mapped: readonly Mapped[]): Promise<readonly Rejected[]> {
    const documents = mapped.map((record) => ({ ...record, doc: this.#identified(record) }))
    const refused = await this.#bulk(documents.map(({ doc }) => ({ insertOne: { document: doc } })))
    const at = (index: number) => documents[index] ?? bug()
    const duplicates = refused
      .filter(({ duplicate }) => duplicate)
      .map((write) => ({ ...write, ...at(write.index) }))
    const others = refused.filter(({ duplicate }) => !duplicate)
    const rejected = others.map(({ index, reason }) => ({ index: at(index).index, reason }))
    return duplicates.length === 0 ? rejected : [...rejected, ...(await this.#settleDuplicates(duplicates))]
  }

  #identified({ doc, offset }: Mapped): Document {
    return doc['_id'] === undefined ? { _id: this.#ownId(offset), ...doc } : doc
  }

  #ownId(offset: bigint): string {
    return `${this.#deps.id}-${offset}`
  }

  /** What has its own _id is there already if it is the same; another document with it, or with the same value of a unique
   *  index, is the record's fault. */
  async #settleDuplicates(duplicates: readonly (Mapped & RefusedWrite)[]): Promise<readonly Rejected[]> {
    const found = await this.#stored(duplicates.map(({ doc }) => doc['_id']))
    const own = ({ doc, offset }: Mapped) => doc['_id'] === this.#ownId(offset)
    const there = (record: Mapped) => {
      const stored = found.get(idText(record.doc['_id']))
      return stored !== undefined && (own(record) || bytesOf(stored).equals(bytesOf(record.doc)))
    }
    const rejected = duplicates.filter((record) => !there(record))
    const replaced = duplicates.filter((record) => there(record) && own(record))
    const refused = await this.#bulk(
      replaced.map(({ doc }) => ({ replaceOne: { filter: { _id: doc['_id'] }, replacement: doc } })),
    )
    return [
      ...rejected.map(({ index, reason }) => ({ index, reason })),
      ...refused.map(({ index, reason }) => ({ index: (replaced[index] ?? bug()).index, reason })),
    ]
  }

  /** By the text of their ids. */
  async #stored(ids: readonly unknown[]): Promise<ReadonlyMap<string, Document>> {
    // Long and Double come as such, so that they are written as they were.
    const options = { promoteValues: false, promoteLongs: false }
    // The driver's types know ids of its own making only.
    const filter = { _id: { $in: ids } } as Filter<Document>
    const found = await this.#documents.find(filter, options).toArray()
    return new Map(found.map((document) => [idText(document._id), document]))
  }

  /** The operations that the server refuses; the others are done. */
  async #bulk(operations: AnyBulkWriteOperation<Document>[]): Promise<readonly RefusedWrite[]> {
    if (operations.length === 0) return []
    try {
      await this.#documents.bulkWrite(operations, { ordered: false })
      return []
    } catch (error) {
      return refusedWrites(error)
    }
  }
}

/** The same for the same value, whatever class the driver reads it as. */
function idText(id: unknown): string {
  return bytesOf({ id }).toString('base64')
}

function bytesOf(document: Document): Buffer {
  return Buffer.from(BSON.serialize(document))
}

function bug(): never {
  throw new Error('BUG: the server refused an operation that was not sent')
}
