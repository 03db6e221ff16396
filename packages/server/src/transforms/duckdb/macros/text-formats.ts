import type { Macro } from './macro.ts'

/** What format_string and format_number are made of (`functions/text/printf-format.ts`, `functions/text/number-format.ts`). */
export const textFormatMacros: readonly Macro[] = [
  {
    name: 'spark_widen_left',
    parameters: ['t', 'width'],
    body: `case when length(t) < width then lpad(t, (width)::integer, ' ') else t end`,
  },
  {
    name: 'spark_widen_right',
    parameters: ['t', 'width'],
    body: `case when length(t) < width then rpad(t, (width)::integer, ' ') else t end`,
  },
  {
    name: 'spark_widen_zeros',
    parameters: ['t', 'width'],
    body: `case when length(t) < width and regexp_matches(t, '^[0-9a-f]') then lpad(t, (width)::integer, '0') else t end`,
  },
  {
    // Zeros make room for the sign, and for the closing bracket.
    name: 'spark_signed',
    parameters: ['x', 'digits', 'plus', 'brackets', 'width'],
    body: `case when isnan(x::double) then 'NaN'
      when x < 0 and brackets then '(' || spark_widen_zeros(spark_infinity_name(digits), width - 2) || ')'
      when x < 0 then '-' || spark_widen_zeros(spark_infinity_name(digits), width - 1)
      else plus || spark_widen_zeros(spark_infinity_name(digits), width - length(plus)) end`,
  },
  {
    name: 'spark_infinity_name',
    parameters: ['digits'],
    body: `case when digits = 'inf' then 'Infinity' else digits end`,
  },
  {
    name: 'spark_double_name',
    parameters: ['digits'],
    body: `case digits when 'nan' then 'NaN' when '-nan' then 'NaN' when 'inf' then '∞' when '-inf' then '-∞' else digits end`,
  },
  {
    name: 'spark_group_digits',
    parameters: ['t'],
    body: `case when not regexp_full_match(t, '-?[0-9]+(?:\\.[0-9]*)?') then t
      else left(t, (starts_with(t, '-'))::integer) || ltrim(reverse(regexp_replace(reverse(ltrim(split_part(t, '.', 1), '-')), '([0-9]{3})', '\\1,', 'g')), ',')
        || substring(t, length(split_part(t, '.', 1)) + 1) end`,
  },
  {
    // Places past the least go when they are 0.
    name: 'spark_trim_places',
    parameters: ['t', 'least', 'whole_min'],
    body: `case when not regexp_full_match(t, '-?[0-9]+(?:\\.[0-9]*)?') then t else
      left(t, (starts_with(t, '-'))::integer)
      || case when length(ltrim(split_part(t, '.', 1), '-')) < whole_min then lpad(ltrim(split_part(t, '.', 1), '-'), whole_min, '0')
         else ltrim(split_part(t, '.', 1), '-') end
      || case when length(rtrim(split_part(t, '.', 2), '0')) >= least
         then case when rtrim(split_part(t, '.', 2), '0') = '' then '' else '.' || rtrim(split_part(t, '.', 2), '0') end
         else '.' || left(split_part(t, '.', 2), least) end end`,
  },
  {
    // Rounded away from zero first: a tie whose last digit became odd goes back by one.
    name: 'spark_round_even',
    parameters: ['x', 'rounded', 'half'],
    body: `case when abs(rounded - x) = half and right(rounded::varchar, 1) in ('1', '3', '5', '7', '9')
      then rounded - sign(x) * 2 * half else rounded end`,
  },
]
