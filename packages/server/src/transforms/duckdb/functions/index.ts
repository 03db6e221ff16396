import { aggregateFunctions } from './aggregates.ts'
import { arraySetFunctions } from './array-sets.ts'
import { arrayFunctions } from './arrays.ts'
import { castFunctions } from './casts.ts'
import { conditionalFunctions } from './conditionals.ts'
import { dateArithmeticFunctions } from './date-arithmetic.ts'
import { dateCutFunctions } from './date-cuts.ts'
import { datePartFunctions } from './date-parts.ts'
import { dateFunctions } from './dates.ts'
import { decodeFunctions } from './decode.ts'
import { encodings } from './encodings.ts'
import { firstLastFunctions } from './first-last.ts'
import type { FunctionRow, GeneratorRow } from './function.ts'
import { rowGenerators } from './generators.ts'
import { hashes } from './hashes.ts'
import { integerFunctions } from './integers.ts'
import { jsonFunctions } from './json.ts'
import { jsonTuple, jsonTypeFunctions } from './json-types.ts'
import { lambdaFunctions } from './lambdas.ts'
import { mapFunctions } from './maps.ts'
import { mathFunctions } from './math.ts'
import { percentileFunctions } from './percentiles.ts'
import { rangeFunction } from './range.ts'
import { regularExpressions } from './regular-expressions.ts'
import { roundingFunctions } from './rounding.ts'
import { sequenceFunctions } from './sequence.ts'
import { statisticalFunctions } from './statistics.ts'
import { stringFunctions } from './strings.ts'
import { structFunctions } from './structs.ts'
import { timeWindowFunctions } from './time-windows.ts'
import { trigonometricFunctions } from './trigonometry.ts'
import { unixTimeFunctions } from './unix-time.ts'
import { urlFunctions } from './urls.ts'
import { windowFunctions } from './windows.ts'

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
