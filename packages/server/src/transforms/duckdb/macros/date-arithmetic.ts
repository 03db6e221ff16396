import type { Macro } from './macro.ts'

const monthOfTime = '(year(wall) * 12 + month(wall))'

/** Adding to times and taking one from another, on the clocks of a zone. What leaves the range of timestamps is NULL. */
export const dateArithmeticMacros: readonly Macro[] = [
  {
    // A month later is the same day of that month, or its last one.
    name: 'spark_add_on_clock',
    parameters: ['instant', 'months', 'days', 'zone'],
    body: `try(spark_local_to_timestamp(
  spark_timestamp_to_local(instant, zone) + to_months((months)::integer) + to_days((days)::integer), zone))`,
  },
  {
    name: 'spark_add_microseconds',
    parameters: ['instant', 'microseconds'],
    body: 'try(make_timestamptz(epoch_us(instant) + (microseconds)::bigint))',
  },
  {
    name: 'spark_add_months',
    parameters: ['day', 'months'],
    body: 'try((day + to_months((months)::integer))::date)',
  },
  {
    // Day, time of the day and month as one number: what is left of a month that is not full is below one month of 32 days.
    name: 'spark_packed_time',
    parameters: ['wall'],
    body: `((${monthOfTime} * 32 + day(wall)) * 86400000000 + epoch_us(wall) - epoch_us(date_trunc('day', wall)))`,
  },
  {
    name: 'spark_full_months',
    parameters: ['earlier', 'later'],
    body: '((spark_packed_time(later) - spark_packed_time(earlier)) // 2764800000000)',
  },
  {
    // As Hive counts: whole months between the same days of the month or between last days, else months of 31 days.
    name: 'spark_months_between',
    parameters: ['later', 'earlier'],
    body: `list_transform([{'a': later, 'b': earlier}], lambda between: (year(between.a) - year(between.b)) * 12.0::double
  + (month(between.a) - month(between.b))
  + case
      when day(between.a) = day(between.b) then 0
      when last_day(between.a) = between.a::date and last_day(between.b) = between.b::date then 0
      else ((day(between.a) - day(between.b)) * 86400 + spark_second_of_day(between.a) - spark_second_of_day(between.b)) / 2678400.0::double
    end
)[1]`,
  },
  {
    name: 'spark_second_of_day',
    parameters: ['wall'],
    body: `((epoch_us(wall) - epoch_us(date_trunc('day', wall))) // 1000000)`,
  },
  {
    // The parts of a time below a day are cut off on the clock and taken from the instant: an hour that comes twice stays itself.
    name: 'spark_cut_time',
    parameters: ['unit', 'instant', 'zone'],
    body: `list_transform(
  list_transform([instant], lambda cut_at: {'at': cut_at, 'wall': spark_timestamp_to_local(cut_at, zone)}),
  lambda cut: make_timestamptz(epoch_us(cut.at) - epoch_us(cut.wall) + epoch_us(date_trunc(unit, cut.wall)))
)[1]`,
  },
  {
    // Second 60 is the next minute's first.
    name: 'spark_make_time',
    parameters: ['y', 'mo', 'd', 'h', 'mi', 's'],
    body: `try(case when h between 0 and 23 and s between 0 and 60
  then make_timestamp(epoch_us(make_timestamp(y, mo, d, h, mi, 0.0::double)) + (s * 1000000)::bigint) end)`,
  },
  {
    // Cut downwards; see spark_timestamp_to_seconds.
    name: 'spark_timestamp_to_milliseconds',
    parameters: ['instant'],
    body: 'try((epoch_us(instant) + 100000000000000000) // 1000 - 100000000000000)',
  },
]
