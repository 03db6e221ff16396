import { textLengthMax } from '../functions/text/text-arguments.ts'
import type { Macro } from './macro.ts'

/** Arguments stand outside of lambdas' bodies: a column of the user may be named as a lambda's variable. */
export const stringMacros: readonly Macro[] = [
  {
    name: 'spark_initcap',
    parameters: ['t'],
    body: `array_to_string(list_transform(string_split(lower(t), ' '), lambda w: upper(left(w, 1)) || substring(w, 2)), ' ')`,
  },
  {
    name: 'spark_substring_from',
    parameters: ['t', 'start'],
    body: `case when start < 0 then right(t, -start) else substring(t, case when start = 0 then 1 else start end) end`,
  },
  {
    // Positions before the beginning count, though nothing is there.
    name: 'spark_substring',
    parameters: ['t', 'start', 'n'],
    body: `case when n is null then null
      when start < 0 then left(right(t, -start), greatest(n + least(length(t) + start, 0), 0))
      else substring(t, case when start = 0 then 1 else start end, greatest(n, 0)) end`,
  },
  {
    name: 'spark_instr_from',
    parameters: ['t', 'part', 'start'],
    body: `case when start < 1 then null when part = '' then 1
      when instr(substring(t, start), part) = 0 then 0
      else instr(substring(t, start), part) + start - 1 end`,
  },
  {
    // Occurrences may overlap: each search goes on one character after the last. The steps carry the text, as a lambda of
    // list_reduce must capture nothing (functions/collections/captured.ts).
    name: 'spark_instr_nth',
    parameters: ['t', 'part', 'start', 'nth'],
    body: `list_transform([struct_pack(t := t, part := part, start := start::bigint, nth := nth::bigint)], lambda a:
      case when a.t is null or a.part is null or a.start is null or a.nth is null or a.start < 1 or a.nth < 1 then null
        when a.part = '' then 1
        else greatest(0, list_reduce(list_transform(range(least(a.nth, length(a.t) + 1) + 1),
          lambda i: struct_pack(p := a.start - 1, t := a.t, part := a.part)), lambda b, s:
            struct_pack(p := case when b.p < 0 then b.p when instr(substring(s.t, b.p + 1), s.part) = 0 then -1
              else b.p + instr(substring(s.t, b.p + 1), s.part) end, t := s.t, part := s.part)).p) end)[1]::bigint`,
  },
  {
    name: 'spark_locate',
    parameters: ['part', 't', 'start'],
    body: `case when start is null then 0 when part is null or t is null then null when start < 1 then 0
      else spark_instr_from(t, part, start) end`,
  },
  {
    name: 'spark_lpad',
    parameters: ['t', 'n', 'filling'],
    body: `case when n is null or filling is null then null when filling = '' then left(t, greatest(n, 0))
      when n > ${textLengthMax} then null else lpad(t, n, case when filling = '' then ' ' else filling end) end`,
  },
  {
    name: 'spark_rpad',
    parameters: ['t', 'n', 'filling'],
    body: `case when n is null or filling is null then null when filling = '' then left(t, greatest(n, 0))
      when n > ${textLengthMax} then null else rpad(t, n, case when filling = '' then ' ' else filling end) end`,
  },
  {
    name: 'spark_repeat',
    parameters: ['t', 'n'],
    body: `case when n::bigint * length(t) > ${textLengthMax} then null else repeat(t, n) end`,
  },
  {
    name: 'spark_substring_index',
    parameters: ['t', 'd', 'n'],
    body: `case when t is null or d is null or n is null then null when n = 0 or d = '' then ''
      when n > 0 then spark_join(string_split(t, d)[1:n], d)
      else spark_join(string_split(t, d)[n:], d) end`,
  },
  {
    // array_to_string, for separators that are no constants.
    name: 'spark_join',
    parameters: ['texts', 'd'],
    body: `list_transform([struct_pack(texts := list_filter(texts, lambda x: x is not null), d := d)], lambda s:
      substring(array_to_string(list_transform(s.texts, lambda x: s.d || x), ''), length(s.d) + 1))[1]`,
  },
  {
    name: 'spark_overlay',
    parameters: ['t', 'r', 'start', 'n'],
    body: `(left(t, case when start < 1 then 0 else start - 1 end) || r ||
      substring(t, coalesce(nullif(start + case when n < 0 then length(r) else n end, 0), case when n is not null then 1 end)))::varchar`,
  },
  {
    name: 'spark_limit_pieces',
    parameters: ['pieces', 'd', 'n'],
    body: `case when n is null then null when n <= 0 or len(pieces) <= n then pieces when d = '' then pieces[1:n]
      else pieces[1:n - 1] || [array_to_string(pieces[n:], d)] end`,
  },
  {
    // Where nothing is a match too, it also matches at the end, which leaves an empty last piece.
    name: 'spark_split',
    parameters: ['t', 'pattern'],
    body: `case when pattern is null then null when regexp_matches('', pattern) and t <> '' then string_split_regex(t, pattern) || ['']
      else string_split_regex(t, pattern) end`,
  },
  {
    // What is left begins after the first pieces and the separators that follow them; of single characters it is left out.
    name: 'spark_split_limit',
    parameters: ['t', 'pattern', 'n'],
    body: `case when n is null or pattern is null then null when pattern = '' then string_split(t, '')[1 : case when n > 0 then n else length(t) end]
      when n <= 0 then spark_split(t, pattern) when len(spark_split(t, pattern)) <= n then spark_split(t, pattern)
      else spark_split(t, pattern)[1:n - 1] || [substring(t, 1
        + length(array_to_string(spark_split(t, pattern)[1:n - 1], ''))
        + length(array_to_string(regexp_extract_all(t, pattern, 0)[1:n - 1], '')))] end`,
  },
  {
    name: 'spark_split_part',
    parameters: ['t', 'd', 'n'],
    body: `case when n = 0 then null when d = '' then case when n in (1, -1) then t else left(t, 0) end else split_part(t, d, n) end`,
  },
  {
    // DuckDB counts bytes. Other characters are given one byte each first, of which there are 127.
    name: 'spark_levenshtein',
    parameters: ['a', 'b'],
    body: `case when strlen(a) = length(a) and strlen(b) = length(b) then levenshtein(a, b)
      else list_transform([struct_pack(a := a, b := b, used := array_to_string(list_distinct(string_split(a || b, '')), ''))], lambda s:
        case when length(s.used) <= 127 then levenshtein(
          translate(s.a, s.used, spark_single_bytes()), translate(s.b, s.used, spark_single_bytes())) end)[1] end`,
  },
  {
    name: 'spark_single_bytes',
    parameters: [],
    body: `array_to_string(list_transform(range(1, 128), lambda i: chr(i::integer)), '')`,
  },
  {
    name: 'spark_levenshtein_within',
    parameters: ['a', 'b', 'most'],
    body: `case when spark_levenshtein(a, b) <= most then spark_levenshtein(a, b)
      when spark_levenshtein(a, b) > most then -1 end`,
  },
  {
    // Letters become their codes: 7 (h, w) is passed over, 0 (vowels, what is no letter) separates equal codes.
    name: 'spark_soundex',
    parameters: ['t'],
    body: `case when not regexp_matches(t, '^[A-Za-z]') then t else upper(left(t, 1)) || rpad(left(replace(substring(
      ${[1, 2, 3, 4, 5, 6].reduce((inner, code) => `regexp_replace(${inner}, '${code}+', '${code}', 'g')`, 'spark_soundex_codes(t)')},
      2), '0', ''), 3), 3, '0') end`,
  },
  {
    name: 'spark_soundex_codes',
    parameters: ['t'],
    body: `list_transform([translate(upper(regexp_replace(t, '[^A-Za-z]', '0', 'g')),
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '01230127022455012623017202')], lambda c:
      replace(left(c, 1), '7', '8') || replace(substring(c, 2), '7', ''))[1]`,
  },
]
