import { aggregateFunctions } from './aggregates/aggregates.ts'
import { firstLastFunctions } from './aggregates/first-last.ts'
import { percentileFunctions } from './aggregates/percentiles.ts'
import { statisticalFunctions } from './aggregates/statistics.ts'
import { windowFunctions } from './aggregates/windows.ts'
import { arraySetFunctions } from './collections/array-sets.ts'
import { arrayFunctions } from './collections/arrays.ts'
import { rowGenerators } from './collections/generators.ts'
import { lambdaFunctions } from './collections/lambdas.ts'
import { mapFunctions } from './collections/maps.ts'
import { rangeFunction } from './collections/range.ts'
import { sequenceFunctions } from './collections/sequence.ts'
import { structFunctions } from './collections/structs.ts'
import { castFunctions } from './conditions/casts.ts'
import { conditionalFunctions } from './conditions/conditionals.ts'
import { decodeFunctions } from './conditions/decode.ts'
import { dateArithmeticFunctions } from './dates/date-arithmetic.ts'
import { dateCutFunctions } from './dates/date-cuts.ts'
import { datePartFunctions } from './dates/date-parts.ts'
import { dateFunctions } from './dates/dates.ts'
import { timeWindowFunctions } from './dates/time-windows.ts'
import { unixTimeFunctions } from './dates/unix-time.ts'
import type { FunctionRow, GeneratorRow } from './function.ts'
import { integerFunctions } from './numbers/integers.ts'
import { mathFunctions } from './numbers/math.ts'
import { roundingFunctions } from './numbers/rounding.ts'
import { trigonometricFunctions } from './numbers/trigonometry.ts'
import { encodings } from './text/encodings.ts'
import { hashes } from './text/hashes.ts'
import { jsonFunctions } from './text/json.ts'
import { jsonTuple, jsonTypeFunctions } from './text/json-types.ts'
import { regularExpressions } from './text/regular-expressions.ts'
import { stringFunctions } from './text/strings.ts'
import { urlFunctions } from './text/urls.ts'

/** Every function of the dialect, by family. A family is one file and one line here. */
export const families: readonly { readonly title: string; readonly rows: readonly FunctionRow[] }[] = [
  { title: 'Text', rows: stringFunctions },
  { title: 'Regular expressions', rows: regularExpressions },
  { title: 'Hashes', rows: hashes },
  { title: 'Encodings', rows: encodings },
  { title: 'URLs and pairs', rows: urlFunctions },
  { title: 'JSON', rows: [...jsonFunctions, ...jsonTypeFunctions] },
  { title: 'Numbers', rows: [...mathFunctions, ...roundingFunctions, ...integerFunctions] },
  { title: 'Angles', rows: trigonometricFunctions },
  {
    title: 'Dates and times',
    rows: [
      ...unixTimeFunctions,
      ...dateFunctions,
      ...datePartFunctions,
      ...dateArithmeticFunctions,
      ...dateCutFunctions,
      ...timeWindowFunctions,
    ],
  },
  { title: 'Conditions and casts', rows: [...conditionalFunctions, ...decodeFunctions, ...castFunctions] },
  { title: 'Aggregates', rows: [...aggregateFunctions, ...firstLastFunctions] },
  { title: 'Statistics', rows: [...statisticalFunctions, ...percentileFunctions] },
  { title: 'Windows', rows: windowFunctions },
  { title: 'Arrays', rows: [...arrayFunctions, ...arraySetFunctions, ...sequenceFunctions] },
  { title: 'Maps and structs', rows: [...mapFunctions, ...structFunctions] },
  { title: 'Lambdas', rows: lambdaFunctions },
]

export const generators: readonly GeneratorRow[] = [...rowGenerators, rangeFunction, jsonTuple]

const byName = new Map(
  families
    .flatMap(({ rows }) => rows)
    .flatMap((row) => [row.name, ...(row.aliases ?? [])].map((name) => [name, row] as const)),
)
const generatorsByName = new Map(
  generators.flatMap((row) => [row.name, ...(row.aliases ?? [])].map((name) => [name, row] as const)),
)

export const functionNamed = (name: string): FunctionRow | undefined => byName.get(name.toLowerCase())
export const generatorNamed = (name: string): GeneratorRow | undefined =>
  generatorsByName.get(name.toLowerCase())
/** For messages about names that do not exist. */
export const functionNames = (): readonly string[] => [...byName.keys(), ...generatorsByName.keys()]
