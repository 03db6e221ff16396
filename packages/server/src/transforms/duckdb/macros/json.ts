import type { Macro } from './macro.ts'

/** A string in either quotes, what stands between strings, a quote that is never closed. */
const tokens = `"(?:[^"\\\\]|\\\\[\\x00-\\x{10ffff}])*"|''(?:[^''\\\\]|\\\\[\\x00-\\x{10ffff}])*''|[^"'']+|["'']`

const controls = (
  [
    ['\\n', 10],
    ['\\r', 13],
    ['\\t', 9],
  ] as const
).reduce((inner, [escaped, code]) => `replace(${inner}, chr(${code}), '${escaped}')`, 'x')

export const jsonMacros: readonly Macro[] = [
  {
    // Equal calls are computed once, however many paths are taken from a column.
    name: 'spark_json',
    parameters: ['t'],
    body: `case when json_valid(t) and not spark_json_trailing_comma(t) then t when regexp_matches(t, '[''\\n\\r\\t]') then spark_json_relaxed(t) end`,
  },
  {
    // DuckDB takes a comma before a closing bracket. Strings are emptied before they could be taken for one.
    name: 'spark_json_trailing_comma',
    parameters: ['t'],
    body: `(contains(t, ',}') or contains(t, ',]'))
      and regexp_matches(regexp_replace(t, '"(?:[^"\\\\]|\\\\.)*"', '""', 'g'), ',\\s*[\\]}]')`,
  },
  {
    // Single quotes and raw line ends in strings, which Spark takes too.
    name: 'spark_json_relaxed',
    parameters: ['t'],
    body: `list_transform([array_to_string(list_transform(regexp_extract_all(t, '${tokens}'), lambda x:
      case when x = '''' or not regexp_matches(x, '^["'']') then x
        when x[1] = '''' then '"' || replace(replace(replace(substring(x[2:-2], 1), '\\''', ''''), '\\"', '"'), '"', '\\"') || '"'
        else ${controls} end), '')], lambda v: case when json_valid(v) and not spark_json_trailing_comma(v) then v end)[1]`,
  },
  {
    // Numbers with a fraction are written as Java does: large and small ones have an exponent.
    name: 'spark_json_leaf',
    parameters: ['document', 'path'],
    body: `case when regexp_full_match(json_extract_string(document, path), '-?[0-9]{8,}\\.[0-9]+|-?0\\.000[0-9]+|-?[0-9.]+e[-+]?[0-9]+')
        and json_type(document, path) = 'DOUBLE' then spark_double_to_text(json_extract_string(document, path)::double)
      else json_extract_string(document, path) end`,
  },
  {
    name: 'spark_json_present',
    parameters: ['texts'],
    body: `list_filter(texts, lambda x: x <> 'null')`,
  },
  {
    name: 'spark_json_list',
    parameters: ['texts'],
    body: `case when len(texts) > 0 then '[' || array_to_string(texts, ',') || ']' end`,
  },
  {
    name: 'spark_json_one_or_list',
    parameters: ['texts'],
    body: `case when len(texts) = 1 then texts[1] when len(texts) > 1 then '[' || array_to_string(texts, ',') || ']' end`,
  },
  {
    name: 'spark_json_item',
    parameters: ['element', 'path', 'member'],
    body: `list_transform([json_extract(element, path)::varchar], lambda x:
      struct_pack(t := case when member and x = 'null' then null else x end, found := x is not null and not (member and x = 'null')))[1]`,
  },
  {
    name: 'spark_json_as_items',
    parameters: ['texts'],
    body: `list_transform(texts, lambda x: struct_pack(t := x, found := true))`,
  },
  {
    // A list inside of a list is written even when nothing was found in it; only what was found counts.
    name: 'spark_json_inner_list',
    parameters: ['is_list', 'items'],
    body: `list_transform([struct_pack(is_list := is_list, items := items)], lambda x: struct_pack(
      t := case when x.is_list then '[' || array_to_string(list_transform(x.items, lambda i: i.t), ',') || ']' end,
      found := coalesce(x.is_list and len(list_filter(x.items, lambda i: i.found)) > 0, false)))[1]`,
  },
  {
    name: 'spark_json_items',
    parameters: ['items'],
    body: `list_transform([items], lambda x: case when len(list_filter(x, lambda i: i.found)) > 0
      then '[' || array_to_string(list_transform(x, lambda i: i.t), ',') || ']' end)[1]`,
  },
  {
    name: 'spark_json_one_or_items',
    parameters: ['items'],
    body: `list_transform([items], lambda x: case len(list_filter(x, lambda i: i.found)) when 0 then null
      when 1 then array_to_string(list_transform(x, lambda i: i.t), ',')
      else '[' || array_to_string(list_transform(x, lambda i: i.t), ',') || ']' end)[1]`,
  },
  {
    // Lists in lists, four deep.
    name: 'spark_json_flatten',
    parameters: ['texts'],
    body: `spark_json_open(spark_json_open(spark_json_open(spark_json_open(texts))))`,
  },
  {
    name: 'spark_json_open',
    parameters: ['texts'],
    body: `flatten(list_transform(texts, lambda x: case when x[1] = '[' then json_extract(x, '$[*]')::varchar[] else [x] end))`,
  },
  {
    // For paths that are computed: those of plain names and numbers.
    name: 'spark_json_path',
    parameters: ['path'],
    body: `case when regexp_full_match(path, '\\$(?:\\.[^.\\["\\\\*]+|\\[[0-9]+\\])*') then regexp_replace(path, '\\.([^.\\[]+)', '."\\1"', 'g') end`,
  },
]
