import { quoteText } from '@sluice/model'
import type { Call } from '../function.ts'

/** What Java calls zones for short; others of three letters are names of the time zone database. */
const shortNames: { readonly [name: string]: string } = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  EST: '-05:00',
  HST: '-10:00',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  MST: '-07:00',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
  Z: 'UTC',
}

/** The zone that argument i is: a name, or the minutes that an offset is ahead of UTC. NULL is null. */
export function zoneOf(call: Call, i: number): string | number | null {
  const given = call.constantText(i)
  if (given === null || given === undefined) return null
  const name = shortNames[given] ?? given
  return (
    offsetMinutes(name) ??
    knownZone(name) ??
    call.refuse(
      `'${given}' is no time zone: write a name such as Asia/Shanghai or an offset such as +08:00`,
      i,
    )
  )
}

/** `+9`, `+09:00`, `+0900`, `UTC+9`: to 18 hours. */
function offsetMinutes(text: string): number | undefined {
  const [, sign, hours = '', minutes = ''] =
    /^(?:UTC|GMT|UT)?([+-])(\d{1,2}|\d\d(?=\d\d$))(?::?(\d{1,2}))?$/.exec(text) ?? []
  if (!sign) return undefined
  const total = Number(hours) * 60 + Number(minutes)
  return total > 18 * 60 ? undefined : sign === '-' ? -total : total
}

function knownZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) && name
  } catch {
    return undefined
  }
}

/** A timestamp moved by what a zone is ahead of UTC at that time. */
export function shiftedByZone(instant: string, call: Call, way: 'to UTC' | 'from UTC'): string {
  const zone = zoneOf(call, 1)
  if (zone === null) return 'null::timestamptz'
  if (typeof zone === 'number')
    return `spark_add_microseconds(${instant}, ${zone * 60_000_000 * (way === 'to UTC' ? -1 : 1)})`
  return way === 'to UTC'
    ? `spark_local_to_timestamp(make_timestamp(epoch_us(${instant})), ${quoteText(zone)})`
    : `make_timestamptz(epoch_us(spark_timestamp_to_local(${instant}, ${quoteText(zone)})))`
}
