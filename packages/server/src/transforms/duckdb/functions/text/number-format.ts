import { quoteText } from '@sluice/model'
import { isInteger } from '../../types/sql-type.ts'
import type { Typed } from '../../types/typed.ts'
import type { Call } from '../function.ts'

const placesMax = 30

/** Java's DecimalFormat: how many digits there are at least and at most, and whether thousands are grouped. */
interface Layout {
  readonly grouped: boolean
  readonly wholeMin: number
  readonly placesMin: number
  readonly placesMax: number
}

export function formatNumber(call: Call): string {
  const [value, layout] = [call.arguments[0], layoutOf(call)]
  if (!value || !layout) return 'null::varchar'
  const rounded = `spark_trim_places(${digitsOf(value, layout.placesMax)}, ${layout.placesMin}, ${layout.wholeMin})`
  const exact = layout.placesMin === layout.placesMax && layout.wholeMin <= 1
  const digits = exact ? digitsOf(value, layout.placesMax) : rounded
  return layout.grouped ? `spark_group_digits(${digits})` : digits
}

function layoutOf(call: Call): Layout | undefined {
  if (call.arguments[1]?.type.kind === 'string') return layoutOfPattern(call)
  const places = call.constantNumber(1)
  if (places === null || places === undefined || places < 0) return undefined
  if (places > placesMax) call.refuse(`format_number writes at most ${placesMax} places`, 1)
  return { grouped: true, wholeMin: 1, placesMin: places, placesMax: places }
}

function layoutOfPattern(call: Call): Layout | undefined {
  const pattern = call.constantText(1)
  if (pattern === null || pattern === undefined) return undefined
  const found = /^([#,]*)(0*|0(?:[0,]*0)?)(?:\.(0*)(#*))?$/.exec(pattern)
  if (!found || (pattern.includes(',') && !/,[#0]{3}(\.|$)/.test(pattern)))
    return call.refuse(
      "format_number knows formats of #, 0, commas between thousands and a point: '#,##0.00'",
      1,
    )
  const [, , whole = '', least = '', more = ''] = found
  const places = least.length + more.length
  if (places > placesMax) call.refuse(`format_number writes at most ${placesMax} places`, 1)
  return {
    grouped: pattern.includes(','),
    wholeMin: whole.replaceAll(',', '').length,
    placesMin: least.length,
    placesMax: places,
  }
}

/** Rounded half to even; without groups. */
function digitsOf({ sql, type }: Typed, places: number): string {
  const zeros = places === 0 ? '' : ` || ${quoteText(`.${'0'.repeat(places)}`)}`
  if (isInteger(type)) return `((${sql})::varchar${zeros})`
  if (type.kind === 'decimal') {
    if (type.scale <= places) return `(${sql})::decimal(38,${places})::varchar`
    if (type.precision <= 30) {
      const rounded = `decimal(${type.precision - type.scale + places + 1},${places})`
      return `spark_round_even(${sql}, (${sql})::${rounded}, ${halfOf(places)})::${rounded}::varchar`
    }
  }
  // Past 2^50 the digits that Java prints are fewer than the exact ones.
  return `(case when abs((${sql})::double) < 1e15 or not isfinite((${sql})::double)
    then spark_double_name(format('{:.${places}f}', (${sql})::double)) else coalesce(try_cast((${sql})::double::varchar as hugeint)::varchar, format('{:.0f}', (${sql})::double))${zeros} end)`
}

/** Half of the last place. */
const halfOf = (places: number): string => `0.${'0'.repeat(places)}5`
