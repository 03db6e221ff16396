import type { Macro } from './macro.ts'

/** What from_json and to_json are made of; `x` is a value as JSON text (`json/from-json.ts`). */
export const jsonTypeMacros: readonly Macro[] = [
  {
    name: 'spark_json_whole',
    parameters: ['x'],
    body: `case when regexp_full_match(x, '-?[0-9]+') then try_cast(x as bigint) end`,
  },
  {
    name: 'spark_json_text',
    parameters: ['x'],
    body: `case when x[1] = '"' then json_extract_string(x, '$') end`,
  },
  {
    name: 'spark_json_double',
    parameters: ['x'],
    body: `case when x in ('"NaN"', '"Infinity"', '"-Infinity"', '"INF"', '"-INF"') then try_cast(trim(x, '"') as double)
      when x[1] <> '"' then try_cast(x as double) end`,
  },
  {
    // The last entry of a key stays.
    name: 'spark_json_map',
    parameters: ['entries'],
    body: `case when entries is not null then list_transform([entries], lambda json_e:
      spark_map(list_transform(json_e, lambda json_x: json_x.k), list_transform(json_e, lambda json_x: json_x.v)))[1] end`,
  },
  {
    name: 'spark_json_number',
    parameters: ['t'],
    body: `case when t in ('NaN', 'Infinity', '-Infinity') then '"' || t || '"' else t end`,
  },
  {
    name: 'spark_json_timestamp',
    parameters: ['x'],
    body: `'"' || strftime(x, '%Y-%m-%dT%H:%M:%S.%g') || case strftime(x, '%z') when '+00' then 'Z'
      else strftime(x, '%z')[:3] || case when length(strftime(x, '%z')) = 3 then ':00' else strftime(x, '%z')[4:6] end end || '"'`,
  },
]
