import type { Macro } from './macro.ts'

/**
 * Since when a zone has kept one offset. DuckDB's zone arithmetic costs 1 µs a value, adding a constant next to nothing; so a
 * time after that instant is moved by the offset, an earlier one, or one in a zone that is not in this list, by the rules.
 * zones.test.ts proves every row against DuckDB's own rules.
 */
export const steadyZones: readonly {
  readonly names: readonly string[]
  readonly since: string
  readonly offsetSeconds: number
}[] = [
  { names: ['Asia/Shanghai', 'PRC'], since: '1991-09-14T17:00:00Z', offsetSeconds: 28_800 },
  { names: ['UTC', 'Etc/UTC', 'GMT'], since: '1000-01-01T00:00:00Z', offsetSeconds: 0 },
  { names: ['Asia/Hong_Kong'], since: '1979-10-20T18:30:00Z', offsetSeconds: 28_800 },
  { names: ['Asia/Taipei'], since: '1979-09-30T15:00:00Z', offsetSeconds: 28_800 },
  { names: ['Asia/Singapore'], since: '1981-12-31T16:00:00Z', offsetSeconds: 28_800 },
  { names: ['Asia/Tokyo'], since: '1951-09-08T15:00:00Z', offsetSeconds: 32_400 },
  { names: ['Asia/Seoul'], since: '1988-10-08T17:00:00Z', offsetSeconds: 32_400 },
  { names: ['Asia/Kolkata'], since: '1945-10-14T17:30:00Z', offsetSeconds: 19_800 },
]

/** Later than what data holds: a zone that is not in the list takes no short cut. */
const never = '6000000000000000000'

// A CASE, not a search in a table: inside a lambda DuckDB computes it again for every batch of rows. The list is short because
// it is planned with every date of a query.
const ofZone = (value: (zone: (typeof steadyZones)[number]) => string, otherwise: string): string =>
  `(case ${steadyZones
    .map((zone) => `when zone in (${zone.names.map((name) => `'${name}'`).join(', ')}) then ${value(zone)}`)
    .join(' ')} else ${otherwise} end)::bigint`

// A number below zero is no UBIGINT and becomes NULL; coalesce() then runs the slow form for the few that are. Written this
// way the value occurs once only (DuckDB writes nullif() out as a CASE that has it twice).
const from = (bound: string, microseconds: string): string =>
  `(try_cast(${microseconds} - ${bound} as ubigint)::bigint + ${bound})`

/**
 * Wall-clock times of a zone. A time that a change of the clocks skips is taken as the one that much later, as both DuckDB
 * and Spark do. One that occurs twice is the earlier for Spark's casts, the later for DuckDB and for Spark's legacy parser
 * (Java's SimpleDateFormat): hence two macros.
 *
 * Macros are written out where they are called: those here use their argument twice at most, for what is nested three deep
 * would otherwise grow into hundreds of copies. Names of lambda parameters are each macro's own: an argument that is
 * another macro's parameter would be taken for the parameter of the same name.
 */
export const zoneMacros: readonly Macro[] = [
  {
    name: 'spark_zone_since',
    parameters: ['zone'],
    body: ofZone(({ since }) => `${Date.parse(since)}000`, never),
  },
  {
    name: 'spark_zone_offset',
    parameters: ['zone'],
    body: ofZone(({ offsetSeconds }) => `${offsetSeconds}000000`, '0'),
  },
  {
    // NULL where the short cut cannot be taken.
    name: 'spark_timestamp_to_steady_local',
    parameters: ['instant', 'zone'],
    body: `make_timestamp(${from('spark_zone_since(zone)', 'epoch_us(instant)')} + spark_zone_offset(zone))`,
  },
  {
    // NULL where the short cut cannot be taken: a time of the first hours after a change may have occurred before it too.
    name: 'spark_steady_local_to_timestamp',
    parameters: ['wall', 'zone'],
    body: `make_timestamptz${from('(spark_zone_since(zone) + 86400000000)', 'epoch_us(wall) - spark_zone_offset(zone)')}`,
  },
  {
    name: 'spark_timestamp_to_local',
    parameters: ['instant', 'zone'],
    body: 'coalesce(spark_timestamp_to_steady_local(instant, zone), timezone(zone, instant))',
  },
  {
    name: 'spark_local_to_timestamp_later',
    parameters: ['wall', 'zone'],
    body: 'coalesce(spark_steady_local_to_timestamp(wall, zone), timezone(zone, wall))',
  },
  {
    name: 'spark_local_to_timestamp',
    parameters: ['wall', 'zone'],
    body: 'coalesce(spark_steady_local_to_timestamp(wall, zone), spark_local_to_timestamp_by_rules(wall, zone))',
  },
  {
    // The offset of the day before gives the earlier of two instants, if it is one.
    name: 'spark_local_to_timestamp_by_rules',
    parameters: ['wall', 'zone'],
    body: `list_transform(
  list_transform(
    list_transform([wall], lambda local_wall: {'wall': local_wall, 'later': timezone(zone, local_wall)}),
    lambda local_later: {
      'wall': local_later.wall,
      'later': local_later.later,
      'earlier': make_timestamptz(epoch_us(local_later.wall)
        + (epoch_us(local_later.later) - 86400000000 - epoch_us(timezone(zone, local_later.later - interval 24 hours))))
    }),
  lambda local_both: case
    when timezone(zone, local_both.earlier) = local_both.wall then least(local_both.earlier, local_both.later)
    else local_both.later
  end
)[1]`,
  },
]
