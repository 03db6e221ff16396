import type { Macro } from './macro.ts'

/** For patterns and replacements that are computed record by record; constants are compiled (`patterns/`). */
export const regularExpressionMacros: readonly Macro[] = [
  {
    // RE2 as it is: NULL where it is no pattern, so that no record can fail a run.
    name: 'spark_checked_pattern',
    parameters: ['pattern'],
    body: `case when try(regexp_matches('', pattern)) is not null then pattern end`,
  },
  {
    // DuckDB's LIKE refuses patterns that end with the escape sign, which not even TRY takes.
    name: 'spark_like_pattern',
    parameters: ['pattern', 'sign'],
    body: `case when not ends_with(replace(pattern, sign || sign, ''), sign) then pattern end`,
  },
  {
    name: 'spark_replacement',
    parameters: ['java'],
    // What is escaped is set aside, so that it is not taken for a group.
    body: `replace(replace(regexp_replace(regexp_replace(
      replace(replace(java, '\\\\', chr(1)), '\\$', chr(2)),
      '\\\\(.)', '\\1', 'g'), '\\$([0-9])', '\\\\\\1', 'g'), chr(2), '$'), chr(1), '\\\\')`,
  },
]
