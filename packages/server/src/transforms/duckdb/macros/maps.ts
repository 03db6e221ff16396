import type { Macro } from './macro.ts'

export const mapMacros: readonly Macro[] = [
  {
    // DuckDB refuses keys that are NULL or come twice: only then are they sorted out, which is slow. TRY takes no aggregates
    // (collect_list): they are bound to a variable.
    name: 'spark_map',
    parameters: ['k', 'v'],
    body: `list_transform([struct_pack(k := k, v := v)], lambda map_m:
      coalesce(try(map(map_m.k, map_m.v)), spark_map_of_last(map_m.k, map_m.v)))[1]`,
  },
  {
    name: 'spark_map_of_last',
    parameters: ['k', 'v'],
    body: `list_transform([struct_pack(k := k, v := v)], lambda last_m:
      list_transform([list_filter(range(1, len(last_m.k) + 1), lambda last_i: last_m.k[last_i] is not null
        and list_position(last_m.k[last_i + 1 :], last_m.k[last_i]) is null)], lambda last_n:
        map(list_transform(last_n, lambda last_i: last_m.k[last_i]), list_transform(last_n, lambda last_i: last_m.v[last_i])))[1])[1]`,
  },
  {
    name: 'spark_any',
    parameters: ['a'],
    body: `list_transform([a], lambda any_a: case when list_contains(any_a, true) then true
      when list_count(any_a) < len(any_a) then null when any_a is not null then false end)[1]`,
  },
  {
    name: 'spark_all',
    parameters: ['a'],
    body: `list_transform([a], lambda all_a: case when list_contains(all_a, false) then false
      when list_count(all_a) < len(all_a) then null when all_a is not null then true end)[1]`,
  },
]
