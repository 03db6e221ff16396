import { arrayMacros } from './arrays.ts'
import { castMacros } from './casts.ts'
import { dateArithmeticMacros } from './date-arithmetic.ts'
import { datetimeMacros } from './datetimes.ts'
import { encodingMacros } from './encodings.ts'
import { integerMacros } from './integers.ts'
import { jsonMacros } from './json.ts'
import { jsonTypeMacros } from './json-types.ts'
import type { Macro } from './macro.ts'
import { mapMacros } from './maps.ts'
import { numberMacros } from './numbers.ts'
import { regularExpressionMacros } from './regular-expressions.ts'
import { stringMacros } from './strings.ts'
import { textFormatMacros } from './text-formats.ts'
import { urlMacros } from './urls.ts'

/** Every macro of the dialect, by family. A family is one file and one line here. */
const families: readonly (readonly Macro[])[] = [
  castMacros,
  datetimeMacros,
  dateArithmeticMacros,
  stringMacros,
  textFormatMacros,
  regularExpressionMacros,
  encodingMacros,
  jsonMacros,
  jsonTypeMacros,
  urlMacros,
  integerMacros,
  numberMacros,
  arrayMacros,
  mapMacros,
]

const macros = new Map<string, Macro>(families.flat().map((macro) => [macro.name, macro]))

/** The macros that some SQL calls, those first that others call: statements that make them. */
export function macrosOf(sql: string): string[] {
  const found = new Map<string, Macro>()
  collect(sql, found)
  return [...found.values()].map(
    ({ name, parameters, body }) => `create macro ${name}(${parameters.join(', ')}) as (${body})`,
  )
}

/** Whether SQL holds TRY, itself or in a macro that it calls. */
export function callsTry(sql: string): boolean {
  const found = new Map<string, Macro>()
  collect(sql, found)
  return [sql, ...[...found.values()].map(({ body }) => body)].some((text) => /\btry\(/.test(text))
}

function collect(sql: string, found: Map<string, Macro>): void {
  for (const [name] of sql.matchAll(/\bspark_\w+/g)) {
    const macro = macros.get(name)
    if (!macro || found.has(name)) continue
    collect(macro.body, found)
    found.set(name, macro)
  }
}
