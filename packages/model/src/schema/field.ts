/** Types a field may have (seed: create repo). `array` carries its element type, `map` its nested schema. */
export const valueTypes = [
  'boolean',
  'long',
  'date',
  'float',
  'string',
  'array',
  'map',
  'jsonstring',
] as const
export type ValueType = (typeof valueTypes)[number]

/** Seed lists long, float, string; the Go client also infers boolean from data (protocol §4.1). */
export const elementTypes = ['long', 'float', 'string', 'boolean'] as const
export type ElementType = (typeof elementTypes)[number]

/** One field after parsing: nothing optional is left open. This is also the stored form. */
export interface Field {
  readonly key: string
  readonly valtype: ValueType
  /** Only with valtype array. */
  readonly elemtype?: ElementType
  readonly required: boolean
  /** Only with valtype map, never empty. */
  readonly schema?: Schema
  readonly description?: string
}

export type Schema = readonly Field[]

/** Repo options that take part in parsing (protocol §8.5). */
export interface RecordOptions {
  /** Name of the string field that receives the sender's address, '' = off. The field is part of the schema. */
  readonly withIP: string
  /** Name of the date field that receives the arrival time, '' = off. The field is part of the schema. */
  readonly withTimestamp: string
  /** Turn the two-character forms \t and \n in string values back into TAB and LF. */
  readonly unescapeLine: boolean
}
