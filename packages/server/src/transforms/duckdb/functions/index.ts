import type { FunctionRow, GeneratorRow } from './function.ts'
import { stringFunctions } from './strings.ts'

/** Every function of the dialect, by family. A family is one file and one line here. */
export const families: readonly { readonly title: string; readonly rows: readonly FunctionRow[] }[] = [
  { title: 'Text', rows: stringFunctions },
]

export const generators: readonly GeneratorRow[] = []

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
