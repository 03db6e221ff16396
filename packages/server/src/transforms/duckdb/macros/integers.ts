import type { Macro } from './macro.ts'

const most = `18446744073709551615::ubigint`
const digits = `'0123456789abcdefghijklmnopqrstuvwxyz'`

/** Digits of an unsigned number: DuckDB's to_base takes signed ones, so the last digit goes by itself. */
const written = (v: string, base: string) =>
  `(case when ${base} = 10 then ${v}::varchar when ${v} < ${base}::ubigint then to_base(${v}::bigint, ${base})
    else to_base((${v} // ${base}::ubigint)::bigint, ${base}) || to_base((${v} % ${base}::ubigint)::bigint, ${base}) end)`

export const integerMacros: readonly Macro[] = [
  {
    // The digits up to the first character that is none, as a number; NULL when that needs more than 64 bits.
    name: 'spark_digits_value',
    parameters: ['t', 'base'],
    body: `list_transform([list_transform(string_split(lower(regexp_extract(t, '^[ ]*-?([0-9a-zA-Z]*)', 1)), ''),
        lambda conv_c: case when conv_c = '' then 99 else strpos(${digits}, conv_c) - 1 end)], lambda conv_d:
      try_cast(nullif(list_reduce(list_transform(
        conv_d[1 : coalesce(nullif(list_position(list_transform(conv_d, lambda conv_e: conv_e < base), false), 0) - 1, len(conv_d))],
          lambda conv_e: struct_pack(v := conv_e::uhugeint, b := base::uhugeint)),
        lambda conv_a, conv_b: struct_pack(v := least(conv_a.v * conv_b.b + conv_b.v, 18446744073709551616::uhugeint), b := conv_b.b),
        struct_pack(v := 0::uhugeint, b := 0::uhugeint)).v,
        18446744073709551616::uhugeint) as ubigint))[1]`,
  },
  {
    // t: the text, for its sign; v: its digits as UBIGINT, NULL when they need more bits. With a positive `to` the sign is
    // that of two's complement, with a negative one it is written, and numbers from 2^63 on are negative.
    name: 'spark_conv',
    parameters: ['t', 'v', 'base', 'target'],
    body: `case when trim(t) = '' or t is null or not (base between 2 and 36) or not (abs(target) between 2 and 36)
        or base is null or target is null then null
      when target > 0 and not starts_with(trim(t), '-') then
        list_transform([coalesce(v, ${most})], lambda conv_v: ${written('conv_v', 'target')})[1]
      else list_transform([struct_pack(n := starts_with(trim(t), '-'), v := coalesce(v, ${most}), b := abs(target))], lambda conv_f:
        list_transform([struct_pack(b := conv_f.b,
          n := target < 0 and (conv_f.n or conv_f.v >= 9223372036854775808::ubigint),
          v := case when target > 0 and conv_f.n then case when conv_f.v >= 9223372036854775808::ubigint then ${most}
              when conv_f.v = 0::ubigint then conv_f.v else ${most} - conv_f.v + 1::ubigint end
            when target < 0 and conv_f.v >= 9223372036854775808::ubigint then ${most} - conv_f.v + 1::ubigint
            else conv_f.v end)], lambda conv_g:
          case when conv_g.n then '-' else '' end || ${written('conv_g.v', 'conv_g.b')})[1])[1] end`,
  },
  {
    name: 'spark_width_bucket',
    parameters: ['x', 'low', 'high', 'n'],
    body: `case when n is null or low is null or high is null or n <= 0 or n = 9223372036854775807 or low = high or isnan(x) or not isfinite(low) or not isfinite(high) then null
      when low < high then case when x < low then 0 when x >= high then n + 1
        else (floor(n * (x - low) / (high - low)))::bigint + 1 end
      when x > low then 0 when x <= high then n + 1 else (floor(n * (low - x) / (low - high)))::bigint + 1 end`,
  },
]
