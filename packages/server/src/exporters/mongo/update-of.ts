import type { AnyBulkWriteOperation, Document, Long } from 'mongodb'

/** Applied twice, these give something else than applied once. */
const notRepeatable = ['$inc', '$mul', '$push']
/** Field of a document that says which record of which run has changed it last. */
const markField = '_sluice'

export interface Update {
  /** Update operators, or fields to be set. */
  readonly doc: Document
  readonly filter: Document
  readonly upsert: boolean
  readonly run: string
  readonly offset: Long
}

/**
 * The operations that one record amounts to. Where doing it twice would count twice ($inc, $mul, $push), the document keeps
 * the offset of the last record (`_sluice.<run>`), and only later records change it: batches may be written again. A
 * document that is new is made by an operation of its own first, or the condition would make a second one.
 */
export function updatesOf({ doc, filter, upsert, run, offset }: Update): AnyBulkWriteOperation<Document>[] {
  const given = Object.keys(doc).some((name) => name.startsWith('$')) ? doc : { $set: doc }
  const update = withoutEmpty(given)
  if (!Object.keys(update).some((operator) => notRepeatable.includes(operator)))
    return simpleUpdate(update, filter, upsert)
  const { $setOnInsert, ...changes } = update
  const mark = `${markField}.${run}`
  const marked = { ...changes, $set: { ...changes['$set'], [mark]: offset } }
  const once = { updateOne: { filter: { ...filter, [mark]: { $not: { $gte: offset } } }, update: marked } }
  return upsert ? [...simpleUpdate($setOnInsert ? { $setOnInsert } : {}, filter, true), once] : [once]
}

/** Nothing to change still makes a document, with UPSERT. */
function simpleUpdate(
  update: Document,
  filter: Document,
  upsert: boolean,
): AnyBulkWriteOperation<Document>[] {
  if (Object.keys(update).length > 0) return [{ updateOne: { filter, update, upsert } }]
  return upsert ? [{ updateOne: { filter, update: { $setOnInsert: plainFilter(filter) }, upsert } }] : []
}

function withoutEmpty(update: Document): Document {
  return Object.fromEntries(Object.entries(update).filter(([, fields]) => Object.keys(fields).length > 0))
}

function plainFilter(filter: Document): Document {
  const values = Object.entries(filter).map(([path, value]) => [path, value?.$eq ?? value])
  return Object.fromEntries(values)
}
