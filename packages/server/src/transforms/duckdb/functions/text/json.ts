import { getJsonObject } from '../../json/get-json-object.ts'
import { parseJsonPath } from '../../json/json-path.ts'
import { arrayType, intType, stringType } from '../../types/sql-type.ts'
import { once } from '../arguments.ts'
import type { Call, FunctionRow } from '../function.ts'
import { knownText, text } from './text-arguments.ts'

function pathSql([value = '', path]: readonly string[], call: Call): string {
  const known = knownText(call, 1)
  if (known === undefined)
    return once(value, (x) => `spark_json_leaf(spark_json(${x}), spark_json_path(${path}))`)
  const steps = known === null ? undefined : parseJsonPath(known)
  return steps ? once(value, (x) => getJsonObject(`spark_json(${x})`, steps)) : 'null::varchar'
}

export const jsonFunctions: readonly FunctionRow[] = [
  {
    name: 'get_json_object',
    kind: 'scalar',
    usage: "get_json_object(text, '$.store.fruit[0].type')",
    about:
      'what a path finds in a JSON text: text without its quotes, all else as JSON; [*] is every element, of which one alone stands without brackets; NULL when the text is no JSON, the path none, or nothing is there (a path that is computed may have names and numbers only)',
    parameters: [text, text],
    returns: stringType,
    sql: pathSql,
  },
  {
    name: 'json_array_length',
    kind: 'scalar',
    usage: 'json_array_length(text)',
    about: 'how many elements the JSON list has; NULL for anything else',
    parameters: [text],
    returns: intType,
    sql: ([value = '']) =>
      once(
        value,
        (x) =>
          `(case when json_type(spark_json(${x})) = 'ARRAY' then json_array_length(spark_json(${x})) end)::integer`,
      ),
  },
  {
    name: 'json_object_keys',
    kind: 'scalar',
    usage: 'json_object_keys(text)',
    about: 'the names of the JSON object, as an array; NULL for anything else',
    parameters: [text],
    returns: arrayType(stringType),
    sql: ([value = '']) =>
      once(
        value,
        (x) => `(case when json_type(spark_json(${x})) = 'OBJECT' then json_keys(spark_json(${x})) end)`,
      ),
  },
]
