import type { Macro } from './macro.ts'

/** Arguments are written twice where that is cheap; the variables of lambdas have names that no other SQL uses. */
export const arrayMacros: readonly Macro[] = [
  {
    name: 'spark_array_contains',
    parameters: ['a', 'x'],
    body: `case when x is null or a is null then null when list_contains(a, x) then true
      when list_count(a) < len(a) then null else false end`,
  },
  {
    // list_distinct neither keeps the order nor NULLs.
    name: 'spark_array_distinct',
    parameters: ['a'],
    body: `list_transform([a], lambda distinct_a: list_filter(distinct_a, lambda distinct_x, distinct_i:
      list_position(distinct_a, distinct_x) = distinct_i))[1]`,
  },
  {
    name: 'spark_arrays_overlap',
    parameters: ['a', 'b'],
    body: `case when a is null or b is null then null
      when list_has_any(list_filter(a, lambda overlap_x: overlap_x is not null), list_filter(b, lambda overlap_x: overlap_x is not null)) then true
      when len(a) > 0 and len(b) > 0 and (list_count(a) < len(a) or list_count(b) < len(b)) then null else false end`,
  },
  {
    name: 'spark_slice',
    parameters: ['a', 'start', 'size'],
    body: `case when start = 0 or size < 0 then null when start > 0 then a[start::bigint : start::bigint + size - 1]
      when len(a) + start < 0 then case when a is not null and size is not null then a[1:0] end
      else a[len(a) + start + 1 : len(a) + start + size] end`,
  },
  {
    name: 'spark_array_insert',
    parameters: ['a', 'place', 'x'],
    body: `case when a is null or place is null or place = 0 then null
      when place > 0 then list_concat(case when place - 1 > len(a) then list_resize(a, place - 1, null) else a[1 : place::bigint - 1] end, [x], a[place::bigint :])
      when -place > len(a) + 1 then list_concat([x], list_resize(a[1:0], -place - 1 - len(a), null), a)
      else list_concat(a[1 : len(a) + place + 1], [x], a[len(a) + place + 2 :]) end`,
  },
  {
    name: 'spark_sequence',
    parameters: ['first', 'final', 'step'],
    body: `case when step = 0 or (final - first > 0 and step < 0) or (final - first < 0 and step > 0) then null
      else generate_series(first, final, step) end`,
  },
  {
    // Each is counted from the first: a month after January 31st is February 28th, and two months are March 31st.
    // generate_series counts from the one before, which makes as many or more of them.
    name: 'spark_time_sequence',
    parameters: ['first', 'final', 'step'],
    body: `case when first is null or final is null or step is null or first + step = first
        or (final > first and first + step < first) or (final < first and first + step > first) then null
      else list_filter(list_transform(range(len(generate_series(first, final, step))), lambda series_i: first + step * series_i::integer),
        lambda series_x: case when first <= final then series_x <= final else series_x >= final end) end`,
  },
]
