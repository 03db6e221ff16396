import { quoteText } from '@sluice/model'
import { fromJson, UnreadableType } from '../../json/from-json.ts'
import { readSchemaText } from '../../json/schema-text.ts'
import { toJson } from '../../json/to-json.ts'
import { TextError } from '../../syntax/text-error.ts'
import { nullType, type SqlType, stringType, typeName } from '../../types/sql-type.ts'
import { once } from '../arguments.ts'
import type { Call, FunctionRow, GeneratorRow } from '../function.ts'
import { anyValue, text } from './text-arguments.ts'

function schemaOf(call: Call): SqlType {
  const schema = call.constantText(1)
  if (typeof schema !== 'string') return call.refuse('from_json needs a schema as constant text', 1)
  try {
    return readSchemaText(schema)
  } catch (error) {
    if (error instanceof TextError) return call.refuse(`the schema '${schema}': ${error.message}`, 1)
    throw error
  }
}

function readJson([value = '']: readonly string[], call: Call): string {
  const type = schemaOf(call)
  try {
    return once(value, (x) => {
      const read = fromJson(`spark_json(${x})`, type, call.timeZone)
      return type.kind === 'struct' ? `(case when ${x} <> '' then ${read} end)` : read
    })
  } catch (error) {
    if (error instanceof UnreadableType) return call.refuse(error.message, 1)
    throw error
  }
}

function writeJson([value = '']: readonly string[], call: Call): string {
  const type = call.arguments[0]?.type ?? nullType
  if (!['struct', 'map', 'array', 'null'].includes(type.kind))
    return call.refuse(`to_json takes a struct, a map or an array, and this is ${typeName(type)}`, 0)
  return toJson(value, type, call.timeZone) ?? call.refuse(`${typeName(type)} cannot be written as JSON`, 0)
}

export const jsonTypeFunctions: readonly FunctionRow[] = [
  {
    name: 'from_json',
    kind: 'scalar',
    usage: "from_json(text, 'a INT, b ARRAY<STRING>')",
    about:
      'the JSON text as a struct of these members, or as array<…> or map<string,…>; what is missing or does not fit is NULL',
    parameters: [text, text],
    returns: (_, call) => schemaOf(call),
    sql: readJson,
  },
  {
    name: 'to_json',
    kind: 'scalar',
    usage: 'to_json(struct, map or array)',
    about: 'the value as JSON text; members of structs that are NULL are left out',
    parameters: [anyValue],
    returns: stringType,
    sql: writeJson,
  },
]

const pathOf = (name: string): string => `$."${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

export const jsonTuple: GeneratorRow = {
  name: 'json_tuple',
  kind: 'generator',
  usage: "json_tuple(text, 'a', 'b', …)",
  about: 'one row with these members of a JSON object (columns c0, c1, …) as text; NULL where there is none',
  parameters: [text, text, { ...text, optional: true, repeated: true }],
  columns: (types) => types.slice(1).map((_, i) => ({ name: `c${i}`, type: stringType })),
  lists: ([value = ''], call) => {
    const names = call.arguments.slice(1).map((_, i) => call.constantText(i + 1))
    return names.map((name) =>
      typeof name === 'string' && !/^\*+$/.test(name)
        ? once(value, (x) => `[spark_json_leaf(spark_json(${x}), ${quoteText(pathOf(name))})]`)
        : '[null::varchar]',
    )
  },
}
