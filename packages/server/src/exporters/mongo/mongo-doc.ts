import { type Schema, SluiceError } from '@sluice/model'
import { type DocRules, type NestedDoc, nameOf, nestedDoc, type Source } from '../exporter.ts'

/** Update operators that map fields to values. The service's documentation shows $set and $inc. */
const operators = ['$set', '$setOnInsert', '$inc', '$mul', '$min', '$max', '$push', '$addToSet']
const numberOperators = ['$inc', '$mul']

/**
 * The document of a mongo export as stored and echoed; an empty one stays empty. It is either fields, or update operators
 * that hold fields. Errors: E18305 shape, operators with INSERT or beside fields; E18311 name, E18315 $inc or $mul of what
 * is no number, E18329 one field under two operators; E18312 E18313 E18324 of sources.
 */
export function mongoDoc(doc: unknown, mode: string, schema: Schema): NestedDoc {
  const names = Object.entries(Object(doc)).flatMap(([name, value]) => (value === null ? [] : name))
  if (names.length === 0) return {}
  const used = names.filter(isOperator)
  if (used.length === 0) return nestedDoc('spec.doc', doc, schema, { checkName: checkFieldName })
  if (mode === 'INSERT')
    throw new SluiceError('E18305', `spec.doc.${used[0]}: operators need mode UPDATE or UPSERT`)
  if (used.length < names.length)
    throw new SluiceError('E18305', 'spec.doc mixes fields and operators: move the fields under $set')
  const read = nestedDoc('spec.doc', doc, schema, operatorRules)
  refuseTwins(read)
  return read
}

/** The names a document's fields have in the collection, as dotted paths; without operators. */
export function targetsOf(doc: NestedDoc): string[] {
  return Object.entries(doc).flatMap(([name, value]) => {
    if (typeof value !== 'object') return [name]
    const inner = targetsOf(value)
    return isOperator(name) ? inner : [name, ...inner.map((path) => `${name}.${path}`)]
  })
}

const operatorRules: DocRules = {
  checkName(where, path) {
    if (path.length === 1) checkOperator(where, path[0] ?? '')
    else for (const step of (path.at(-1) ?? '').split('.')) checkFieldName(where, [step])
  },
  checkSource(where, [operator = '', ...target], source) {
    if (target.length === 0)
      throw new SluiceError('E18305', `${where} must hold a mapping of fields: {"field": "#source"}`)
    if (numberOperators.includes(operator)) checkNumber(where, operator, source)
  },
}

function isOperator(name: string): boolean {
  return name.startsWith('$')
}

function checkOperator(where: string, name: string): void {
  if (!operators.includes(name))
    throw new SluiceError('E18311', `${where} is no operator of mongo exports: use ${operators.join(', ')}`)
}

function checkFieldName(where: string, path: readonly string[]): void {
  const name = path.at(-1) ?? ''
  if (!/^(?!\$)[^.\p{Cc}]{1,128}$/u.test(name))
    throw new SluiceError(
      'E18311',
      `${where}: '${name}' cannot name a field; use 1 to 128 characters without dots, no $ first`,
    )
}

function checkNumber(where: string, operator: string, source: Source): void {
  const { valtype } = source.field
  if (valtype !== 'long' && valtype !== 'float')
    throw new SluiceError(
      'E18315',
      `${where}: ${nameOf(source)} is of type ${valtype}; ${operator} takes long and float`,
    )
}

/** The database refuses an update that changes a field twice, or a field and what is inside it. */
function refuseTwins(doc: NestedDoc): void {
  const paths = Object.values(doc).flatMap((fields) => Object.keys(fields))
  const seen = new Set(paths)
  for (const [i, path] of paths.entries()) {
    const steps = path.split('.')
    const outer = steps.map((_, end) => steps.slice(0, end).join('.')).find((prefix) => seen.has(prefix))
    if (outer !== undefined || paths.indexOf(path) < i)
      throw new SluiceError('E18329', `spec.doc changes field '${outer ?? path}' twice: keep one of the two`)
  }
}
