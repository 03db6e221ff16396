import { type ClassField, classFields } from './class-fields.ts'
import { zipEntry } from './zip-entry.ts'

export interface OutputField {
  readonly name: string
  readonly type: 'string' | 'long' | 'float' | 'boolean' | 'date'
}

/** Java types of an output bean's fields (protocol §10.7). */
const typeOfDescriptor: { readonly [descriptor: string]: OutputField['type'] } = {
  'Ljava/lang/String;': 'string',
  J: 'long',
  I: 'long',
  S: 'long',
  'Ljava/lang/Long;': 'long',
  'Ljava/lang/Integer;': 'long',
  'Ljava/lang/Short;': 'long',
  D: 'float',
  F: 'float',
  'Ljava/lang/Double;': 'float',
  'Ljava/lang/Float;': 'float',
  Z: 'boolean',
  'Ljava/lang/Boolean;': 'boolean',
  'Ljava/sql/Timestamp;': 'date',
  'Ljava/util/Date;': 'date',
}

/**
 * The columns that a plugin's jar declares: the fields of its class OutputData (in the project template:
 * userWrite.bean.OutputData). Throws with a sentence for people when there is no such class, or it has a field of a type
 * that no column can have. Source: protocol §7.4, §10.7.
 */
export function outputFields(jar: Buffer): OutputField[] {
  const bean = zipEntry(jar, (name) => /(^|\/)OutputData\.class$/.test(name))
  if (!bean) throw new Error('the jar has no class OutputData, whose fields would be the output')
  return classFields(bean).map(outputField)
}

function outputField({ name, descriptor }: ClassField): OutputField {
  const type = typeOfDescriptor[descriptor]
  if (type) return { name, type }
  throw new Error(`field '${name}' of OutputData has the Java type ${descriptor}, which no column can have`)
}
