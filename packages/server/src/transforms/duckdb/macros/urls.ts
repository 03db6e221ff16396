import type { Macro } from './macro.ts'

export const urlMacros: readonly Macro[] = [
  {
    name: 'spark_url',
    parameters: ['url', 'pattern'],
    body: `case when regexp_full_match(url, pattern) then url end`,
  },
  {
    name: 'spark_query_value',
    parameters: ['query', 'k'],
    body: `case when contains(('&' || query)::varchar, ('&' || k || '=')::varchar)
      then split_part(split_part(('&' || query)::varchar, ('&' || k || '=')::varchar, 2), '&', 1) end`,
  },
  {
    // A key that has one of the separators can be no piece's key.
    name: 'spark_keyvalue',
    parameters: ['t', 'gap', 'sign', 'k'],
    body: `case when sign = '' or contains(k, sign) or (gap <> '' and contains(k, gap)) then null
      when gap = '' then case when starts_with(t, (k || sign)::varchar) then substring(t, length((k || sign)::varchar) + 1) end
      when contains((gap || t)::varchar, (gap || k || sign)::varchar)
      then split_part(split_part((gap || t)::varchar, (gap || k || sign)::varchar, 2), gap, 1) end`,
  },
  {
    name: 'spark_text_map',
    parameters: ['t', 'gap', 'sign'],
    body: `case when t is not null and gap is not null and sign is not null then
      list_transform([list_transform(spark_split(t, gap), lambda map_x: spark_split_limit(map_x, sign, 2))], lambda map_p:
        spark_map(list_transform(map_p, lambda map_y: map_y[1]), list_transform(map_p, lambda map_y: map_y[2])))[1] end`,
  },
]
