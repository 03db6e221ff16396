import type { Field, Schema } from '../../packages/model/src/index.ts'

/** What one would write first: split the text, check each value with the language's own means, print JSON. Only as
 *  careful as that; here to compare speed with. */
export function parseBySplitting(body: Buffer, schema: Schema): Buffer {
  const fields = new Map(schema.map((field) => [field.key, field]))
  const lines: string[] = []
  for (const line of body.toString('utf8').split('\n')) {
    const record: Record<string, unknown> = {}
    for (const segment of line.split('\t')) {
      const equals = segment.indexOf('=')
      const field = fields.get(segment.slice(0, equals))
      if (field === undefined) throw new Error(`no such field in ${segment}`)
      record[field.key] = parseValue(field, segment.slice(equals + 1))
    }
    lines.push(JSON.stringify(record))
  }
  return Buffer.from(`${lines.join('\n')}\n`)
}

function parseValue(field: Field, text: string): unknown {
  if (field.valtype === 'string') return text
  if (field.valtype === 'array') return JSON.parse(text)
  if (field.valtype === 'boolean') return text === 'true'
  if (field.valtype === 'date') return new Date(text).toISOString()
  const value = Number(text)
  if (Number.isNaN(value)) throw new Error(`not a number: ${text}`)
  return value
}
