import type { Macro } from './macro.ts'
import { zoneMacros } from './zones.ts'

// Whitespace and control characters, which Spark cuts off both ends.
const blanks = String.raw`[\x00-\x20\x7F]*`
const time = String.raw`([01]?\d|2[0-3])(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,6})\d*)?([^\d.].*?)?)?)?`
const anyTimestamp = String.raw`^${blanks}([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T]${time})?)?)?${blanks}$`
const isoTimestamp = String.raw`\d{4}-\d\d-\d\d([ T]([01]\d|2[0-3]):\d\d:\d\d(\.\d{1,6})?(Z|[+-](0\d|1[0-7]):[0-5]\d)?)?`
const anyOffset = String.raw`^(?:UTC|GMT|UT)?([+-])(?:(\d{1,2})(?::(\d{1,2}))?|(\d\d)(\d\d))$`
const anyDate = String.raw`^${blanks}([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?${blanks}$`
// Microseconds; see zones.ts for how NULL is made of what lies beyond.
const year10000 = '253402300799999999'

/**
 * Casts between text, dates, numbers and instants, as Spark does them: what is not a datetime becomes NULL. Each has a fast
 * form for what is usual, that uses its argument few times, and a slow one that binds it (see zones.ts).
 */
export const datetimeMacros: readonly Macro[] = [
  ...zoneMacros,
  {
    // Signs and spaces, which DuckDB's cast lets pass, would make years before any short cut; 24:00:00 is no time of Spark's.
    name: 'spark_text_to_timestamp',
    parameters: ['text', 'zone'],
    body: `coalesce(
  spark_steady_local_to_timestamp(
    case when text like '____-__-__ __:__:__' and text not like '___________24%' then try_cast(text as timestamp) end, zone),
  list_transform([text], lambda stamp_text: spark_any_text_to_timestamp(stamp_text, zone))[1]
)`,
  },
  {
    name: 'spark_any_text_to_timestamp',
    parameters: ['text', 'zone'],
    body: `list_transform(
  [case when regexp_full_match(text, '${isoTimestamp}') then spark_iso_text(text) else spark_odd_text(text) end],
  lambda stamp: case
    when stamp.shift is not null then make_timestamptz(epoch_us(stamp.wall) - stamp.shift)
    when stamp.z = '' then spark_local_to_timestamp_by_rules(stamp.wall, zone)
    when regexp_matches(stamp.z, '${anyOffset}') then make_timestamptz(epoch_us(stamp.wall) - spark_offset_us(stamp.z))
    when regexp_matches(stamp.z, '^[A-Z]') then try_cast(stamp.wall::varchar || ' ' || stamp.z as timestamptz)
  end
)[1]`,
  },
  {
    // DuckDB's cast to a plain timestamp passes over the zone.
    name: 'spark_iso_text',
    parameters: ['text'],
    body: `{
  'z': '',
  'shift': case
    when text like '%Z' then 0::bigint
    when length(text) > 10 and text[-6:-6] in ('+', '-')
      then (text[-6:-6] || '60000000')::bigint * (text[-5:-4]::bigint * 60 + text[-2:]::bigint)
  end,
  'wall': try_cast(text as timestamp)
}`,
  },
  {
    name: 'spark_odd_text',
    parameters: ['text'],
    body: `list_transform(
  [regexp_extract(text, '${anyTimestamp}', ['y', 'm', 'd', 'h', 'i', 's', 'f', 'z'])],
  lambda stamp_part: {'z': trim(stamp_part.z), 'shift': case when stamp_part.z = 'Z' then 0::bigint end, 'wall': try_cast(
    ltrim(stamp_part.y, '+') || '-' || spark_or(stamp_part.m, '1') || '-' || spark_or(stamp_part.d, '1') || ' ' ||
    spark_or(stamp_part.h, '0') || ':' || spark_or(stamp_part.i, '0') || ':' || spark_or(stamp_part.s, '0') || '.' ||
    stamp_part.f as timestamp)}
)[1]`,
  },
  {
    name: 'spark_or',
    parameters: ['text', 'otherwise'],
    body: `case when text = '' then otherwise else text end`,
  },
  {
    // Offsets go to 18 hours.
    name: 'spark_offset_us',
    parameters: ['text'],
    body: `list_transform(
  list_transform(
    [regexp_extract(text, '${anyOffset}', ['sign', 'h', 'm', 'hh', 'mm'])],
    lambda offset_part: (nullif(offset_part.sign, '') || '1')::bigint *
      (spark_or(offset_part.h || offset_part.hh, '0')::bigint * 60 + spark_or(offset_part.m || offset_part.mm, '0')::bigint)
  ),
  lambda offset_minutes: case when offset_minutes between -1080 and 1080 then offset_minutes * 60000000 end
)[1]`,
  },
  {
    // Signs and spaces, which DuckDB's cast lets pass, make years below 1000.
    name: 'spark_text_to_date',
    parameters: ['text'],
    body: `coalesce(
  date '1000-01-01' + try_cast(
    case when text like '____-__-__ %' or text like '____-__-__' then try_cast(text[1:10] as date) end - date '1000-01-01'
    as uinteger)::integer,
  list_transform([text], lambda day_text: spark_any_text_to_date(day_text))[1]
)`,
  },
  {
    name: 'spark_any_text_to_date',
    parameters: ['text'],
    body: `list_transform(
  [regexp_extract(text, '${anyDate}', ['y', 'm', 'd'])],
  lambda day_part: try_cast(ltrim(day_part.y, '+') || '-' || spark_or(day_part.m, '1') || '-' || spark_or(day_part.d, '1') as date)
)[1]`,
  },
  {
    name: 'spark_timestamp_to_text',
    parameters: ['instant', 'zone'],
    body: `coalesce(
  make_timestamp(${year10000} - try_cast(${year10000} - epoch_us(spark_timestamp_to_steady_local(instant, zone)) as ubigint)::bigint)::varchar,
  list_transform([timezone(zone, instant)], lambda text_wall: spark_local_to_text(text_wall))[1]
)`,
  },
  {
    // Years of more than four digits have a sign in Spark; DuckDB writes years before 1 as BC.
    name: 'spark_local_to_text',
    parameters: ['wall'],
    body: `case
  when wall >= timestamp '10000-01-01' then '+' || wall::varchar
  when wall < timestamp '0001-01-01' then case when year(wall) < 0 then '-' else '' end || lpad(abs(year(wall))::varchar, 4, '0')
    || replace(strftime(wall, '-%m-%d %H:%M:%S.%f'), '.000000', '')
  else wall::varchar
end`,
  },
  {
    name: 'spark_date_to_timestamp',
    parameters: ['day', 'zone'],
    body: 'spark_local_to_timestamp(try_cast(day as timestamp), zone)',
  },
  {
    name: 'spark_timestamp_to_date',
    parameters: ['instant', 'zone'],
    body: 'spark_timestamp_to_local(instant, zone)::date',
  },
  {
    // DuckDB's division cuts towards zero, so it is done on positive numbers: those after the year 1200 BC.
    name: 'spark_timestamp_to_seconds',
    parameters: ['instant'],
    body: 'try((epoch_us(instant) + 100000000000000000) // 1000000 - 100000000000)',
  },
  {
    name: 'spark_seconds_to_timestamp',
    parameters: ['seconds'],
    body: 'try(make_timestamptz(trunc(seconds * 1000000::bigint)::bigint))',
  },
  {
    // Parts out of range roll over, as in Java's lenient calendar. The months are counted from a year that makes them positive.
    name: 'spark_lenient_time',
    parameters: ['y', 'm', 'd', 'h', 'i', 's', 'ms'],
    body: `try(make_timestamp(
  epoch_us(make_date((y * 12 + m - 1 + 12000000) // 12 - 1000000, (y * 12 + m - 1 + 12000000) % 12 + 1, 1)::timestamp)
  + (d - 1) * 86400000000 + h * 3600000000 + i * 60000000 + s * 1000000 + ms * 1000
))`,
  },
  {
    // Of the hundred years that began 80 years ago.
    name: 'spark_two_digit_year',
    parameters: ['y'],
    body: 'y + (year(current_date) - 80) // 100 * 100 + case when y < (year(current_date) - 80) % 100 then 100 else 0 end',
  },
]
