import type { Macro } from './macro.ts'

/** What Java's parser of doubles takes and DuckDB's does not, or the other way round. */
const suffixed = `'^([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[dDfF]$'`

/** Java writes the shortest digits that tell a number from its neighbours: plainly from 10^-3 to 10^7, else `1.5E10`. DuckDB
 *  finds the same digits and writes them its own way: they are taken apart and put together again. */
const javaText = (type: string) => `
  case when x is null then null
  when isnan(x) then 'NaN' when isinf(x) then case when x > 0 then 'Infinity' else '-Infinity' end
  when x = 0 then case when (1 / x) < 0 then '-0.0' else '0.0' end
  when abs(x) >= 1e-3 and abs(x) < 1e7 then x::${type}::varchar
  else list_transform([x::${type}::varchar], lambda t:
    list_transform([struct_pack(
      sign := case when t[1] = '-' then '-' else '' end,
      mantissa := regexp_extract(t, '^-?([0-9.]+)', 1),
      exponent := coalesce(try_cast(regexp_extract(t, 'e([+-]?[0-9]+)$', 1) as integer), 0))], lambda p:
      list_transform([struct_pack(
        whole := split_part(p.mantissa, '.', 1), digits := replace(p.mantissa, '.', ''))], lambda d:
        list_transform([ltrim(d.digits, '0')], lambda s:
          p.sign || s[1] || '.' || case when rtrim(s[2:], '0') = '' then '0' else rtrim(s[2:], '0') end || 'E' ||
          (p.exponent + length(d.whole) - 1 - (length(d.digits) - length(s)))::varchar
        )[1])[1])[1])[1]
  end`

export const castMacros: readonly Macro[] = [
  {
    name: 'spark_text_to_double',
    parameters: ['t'],
    body: `case when contains(t, '_') then null else coalesce(try_cast(t as double),
      case when regexp_matches(trim(t), ${suffixed}) then try_cast(regexp_extract(trim(t), ${suffixed}, 1) as double) end) end`,
  },
  {
    name: 'spark_text_to_bigint',
    parameters: ['t'],
    // DuckDB's own cast rounds fractions and takes 0x10, 1e3 and 1_000. Exponents go through double (documented).
    body: `case when regexp_full_match(t, '[+-]?[0-9]{1,18}') then try_cast(t as bigint)
      when regexp_full_match(t, '\\s*[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)\\s*')
      then try_cast(coalesce(nullif(regexp_extract(t, '^\\s*([+-]?[0-9]+)', 1), ''), '0') as bigint)
      when regexp_full_match(t, '\\s*[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)[eE][+-]?[0-9]+\\s*')
      then try_cast(trunc(try_cast(t as double)) as bigint) end`,
  },
  {
    // `1.5e-7` as `0.00000015`: DuckDB's cast to a decimal rounds 5e-05 up to 0.01.
    name: 'spark_plain_number',
    parameters: ['t'],
    body: `case when regexp_full_match(t, '[+-]?[0-9]*\\.?[0-9]*[eE][+-]?[0-9]{1,3}') then
      list_transform([struct_pack(
        sign := regexp_extract(t, '^[+-]?'),
        whole := regexp_extract(t, '^[+-]?([0-9]*)', 1),
        digits := replace(regexp_extract(t, '^[+-]?([0-9.]*)', 1), '.', ''),
        exponent := regexp_extract(t, '[eE](.*)$', 1)::integer)], lambda p:
        list_transform([length(p.whole) + p.exponent], lambda point:
          p.sign || case when p.digits = '' then '' when point <= 0 then '0.' || repeat('0', -point) || p.digits
            else rpad(p.digits, greatest(point, length(p.digits))::integer, '0')[1:point] || '.' || p.digits[point + 1:] end
        )[1])[1]
      else t end`,
  },
  {
    // What a float cannot hold is infinite, where DuckDB's own cast ends the query.
    name: 'spark_double_to_float',
    parameters: ['x'],
    body: `case when isfinite(x) then coalesce(try_cast(x as float), case when x > 0 then 'infinity' else '-infinity' end::float)
      else x::float end`,
  },
  {
    name: 'spark_decimal_to_text',
    parameters: ['x', 'scale'],
    body: `case when scale <= 6 or abs(x)::double >= 1e-6 then regexp_replace(x::varchar, '^(-?)\\.', '\\10.')
      when x = 0 then '0E-' || scale
      else list_transform([struct_pack(n := x < 0, d := ltrim(replace(abs(x)::varchar, '.', ''), '0'))], lambda p:
        case when p.n then '-' else '' end || p.d[1] || case when length(p.d) > 1 then '.' || p.d[2:] else '' end
          || 'E' || (length(p.d) - 1 - scale)::varchar)[1] end`,
  },
  {
    name: 'spark_text_to_boolean',
    parameters: ['t'],
    body: `case when lower(trim(t)) in ('t', 'true', 'y', 'yes', '1') then true
      when lower(trim(t)) in ('f', 'false', 'n', 'no', '0') then false end`,
  },
  {
    name: 'spark_double_to_bigint',
    parameters: ['x'],
    body: `case when isnan(x) then 0::bigint when x >= 9223372036854775807 then 9223372036854775807
      when x <= -9223372036854775808 then (-9223372036854775808)::bigint else trunc(x)::bigint end`,
  },
  {
    name: 'spark_double_to_int',
    parameters: ['x'],
    body: `case when isnan(x) then 0 when x >= 2147483647 then 2147483647
      when x <= -2147483648 then (-2147483648)::integer else trunc(x)::integer end`,
  },
  {
    name: 'spark_decimal_to_bigint',
    parameters: ['x'],
    body: `try_cast(trunc(x) as bigint)`,
  },
  // Signed arithmetic of 64 bits that wraps round: the operands are HUGEINT.
  {
    name: 'spark_wrap_bigint',
    parameters: ['x'],
    body: `(((x + 9223372036854775808::hugeint) & 18446744073709551615::hugeint) - 9223372036854775808::hugeint)::bigint`,
  },
  {
    name: 'spark_wrap_int',
    parameters: ['x'],
    body: `(((x + 2147483648) & 4294967295) - 2147483648)::integer`,
  },
  { name: 'spark_double_to_text', parameters: ['x'], body: javaText('double') },
  { name: 'spark_float_to_text', parameters: ['x'], body: javaText('float') },
]
