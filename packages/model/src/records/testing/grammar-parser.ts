import type { ElementType, Field, Schema } from '../../schema/field.ts'
import type { Node } from './grammar-json.ts'
import { readValues } from './grammar-json.ts'

// A second parser of records, written from the grammar with strings, regular expressions, BigInt and Date, and sharing
// nothing with the first. It says what is right where the two are compared; it knows no size limits and tells no reasons.

/** Canonical lines of a text body. Throws when any record is bad. */
export function textByGrammar(body: Buffer, schema: Schema, unescapeLine: boolean): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  const records = text
    .split('\n')
    .map((line) => line.replace(/\r$/, '').split('\t').filter(Boolean))
    .filter((segments) => segments.length > 0)
  return finish(
    records.map((segments) =>
      record(
        schema,
        segments.map((segment): [string, (field: Field) => string | undefined] => {
          const equals = segment.indexOf('=')
          if (equals < 1) throw new Error('no key')
          const value = segment.slice(equals + 1)
          return [segment.slice(0, equals), (field) => textValue(field, value, unescapeLine)]
        }),
      ),
    ),
  )
}

/** Canonical lines of a JSON body. Throws when any record is bad. */
export function jsonByGrammar(body: Buffer, schema: Schema): string {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  const values = readValues(text)
  const first = values[0]
  const list = first?.kind === 'list' && values.length === 1 ? first.items : values
  return finish(list.map((value) => objectValue(schema, value)))
}

function finish(records: string[]): string {
  if (records.length === 0) throw new Error('no record')
  return records.map((text) => `${text}\n`).join('')
}

function record(schema: Schema, given: [string, (field: Field) => string | undefined][]): string {
  const values = new Map<string, string | undefined>()
  for (const [key, valueFor] of given) {
    const field = schema.find((known) => known.key === key)
    if (field === undefined || values.has(key)) throw new Error(`unknown or double ${key}`)
    values.set(key, valueFor(field))
  }
  const parts = schema.flatMap((field) => {
    const value = values.get(field.key)
    if (value === undefined && field.required) throw new Error(`missing ${field.key}`)
    return value === undefined ? [] : [`"${field.key}":${value}`]
  })
  return `{${parts.join(',')}}`
}

function textValue(field: Field, text: string, unescapeLine: boolean): string | undefined {
  if (field.valtype === 'string') {
    return JSON.stringify(
      unescapeLine ? text.replace(/\\[tn]/g, (two) => (two === '\\t' ? '\t' : '\n')) : text,
    )
  }
  if (text === '') return undefined
  if (field.valtype === 'long') return longText(text)
  if (field.valtype === 'float') return floatText(text)
  if (field.valtype === 'date') return dateText(/^".*"$/.test(text) ? text.slice(1, -1) : text)
  if (field.valtype === 'boolean') return booleanText(text === 'fals' ? 'false' : text)
  const real = { t: '\t', n: '\n', r: '\r' }
  const spaced = text.replace(/"(?:[^"\\]|\\.)*"|\\([tnr])/g, (whole, c?: 't' | 'n' | 'r') =>
    c === undefined ? whole : real[c],
  )
  if (spaced.trim() === '') return undefined
  const values = readValues(spaced)
  const value = values[0]
  if (value === undefined || values.length !== 1) throw new Error('one value')
  return jsonValue(field, value, false)
}

function jsonValue(field: Field, value: Node, inBody: boolean): string | undefined {
  if (field.valtype === 'array') {
    if (value.kind !== 'list') throw new Error('list')
    return `[${value.items.map((item) => elementText(field.elemtype, item)).join(',')}]`
  }
  if (field.valtype === 'map') return objectValue(field.schema ?? [], value, inBody)
  if (field.valtype === 'jsonstring') {
    if (value.kind !== 'string') return jsonText(value, inBody ? 'drop' : 'keep')
    const inner = readValues(value.value)
    if (inner[0] === undefined || inner.length !== 1) throw new Error('one value')
    return jsonText(inner[0], 'keep')
  }
  if (field.valtype !== 'date') return elementText(field.valtype, value)
  if (value.kind !== 'string') throw new Error('date')
  return dateText(value.value)
}

function objectValue(schema: Schema, value: Node, inBody = true): string {
  if (value.kind !== 'object') throw new Error('object')
  return record(
    schema,
    value.members.map(([key, member]): [string, (field: Field) => string | undefined] => [
      key,
      (field) => (member.raw === 'null' ? undefined : jsonValue(field, member, inBody)),
    ]),
  )
}

function elementText(type: ElementType | undefined, value: Node): string {
  if (type === 'string') {
    if (value.kind !== 'string') throw new Error('string')
    return JSON.stringify(value.value)
  }
  if (type === 'boolean') return booleanText(value.kind === 'word' ? value.raw : '')
  const text = value.kind === 'string' ? value.value : value.kind === 'number' ? value.raw : ''
  return type === 'long' ? longText(text) : floatText(text)
}

function jsonText(value: Node, space: 'keep' | 'drop'): string {
  if (value.kind !== 'object' && value.kind !== 'list') throw new Error('object or list')
  const strings = /"(?:[^"\\]|\\.)*"|[ \t\r\n]+/g
  const text = value.raw.replace(strings, (part) => {
    if (part[0] !== '"') return space === 'drop' ? '' : part
    return part.replace(
      /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\./g,
      (one) => (one.length === 6 ? '\\ufffd' : one),
    )
  })
  return JSON.stringify(text)
}

function booleanText(text: string): string {
  if (text !== 'true' && text !== 'false') throw new Error('boolean')
  return text
}

function longText(text: string): string {
  const match = /^([+-]?)(?=\.?\d)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text)
  if (match === null) throw new Error('long')
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = Number(exponent) - fraction.length
  let value = BigInt(whole + fraction)
  if (value !== 0n && shift > 40) throw new Error('too large')
  if (value !== 0n && shift >= 0) value *= 10n ** BigInt(shift)
  if (value !== 0n && shift < 0) {
    const divisor = 10n ** BigInt(-shift)
    if (value % divisor !== 0n) throw new Error('not whole')
    value /= divisor
  }
  if (sign === '-') value = -value
  if (BigInt.asIntN(64, value) !== value) throw new Error('64 bits')
  return String(value)
}

function floatText(text: string): string {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(Number(text))) {
    throw new Error('float')
  }
  return text
    .replace(/^\+/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?!\d)/, '')
}

function dateText(text: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)t(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:z|([+-])(\d\d):(\d\d))$/i.exec(
    text,
  )
  if (match === null) throw new Error('date')
  const [, year, month, day, time, fraction = '', sign, hours = '0', minutes = '0'] = match
  const [hour = 0, minute = 0, second = 0] = (time ?? '').split(':').map(Number)
  if (hour > 23 || minute > 59 || second > 59 || Number(hours) > 23 || Number(minutes) > 59) {
    throw new Error('time')
  }
  const instant = new Date(0)
  instant.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (instant.getUTCMonth() !== Number(month) - 1 || instant.getUTCDate() !== Number(day))
    throw new Error('day')
  instant.setUTCHours(hour, minute, second)
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000
  const utc = new Date(instant.getTime() - (sign === '-' ? -offsetMs : offsetMs))
  if (utc.getUTCFullYear() < 1 || utc.getUTCFullYear() > 9999) throw new Error('year')
  const micros = fraction.padEnd(6, '0').slice(0, 6)
  const digits = micros === '000000' ? '' : `.${micros.replace(/000$/, '')}`
  return `"${utc.toISOString().slice(0, 19)}${digits}Z"`
}
