import { knownTimeZone } from '@sluice/model'
import { parseBytes, parseDurationMs, printBytes, printDurationMs } from './quantity.ts'

/** One row of a settings table. Its default is text, as a person would write it; '' = not set. */
export type Setting = {
  readonly group: string
  readonly description: string
  readonly default: string
} & (
  | { readonly type: 'integer' | 'bytes' | 'duration'; readonly min: number; readonly max: number }
  | { readonly type: 'choice'; readonly choices: readonly string[] }
  | {
      readonly type: 'text'
      readonly pattern: RegExp
      readonly rule: string
      /** Messages never show the value. */
      readonly secret?: true
    }
  | { readonly type: 'path' | 'time-zone' }
)

/** Kebab-case name → setting. */
export type SettingsTable = { readonly [name: string]: Setting }

/** What reading the table gives: camelCase names; durations in milliseconds with Ms in their name (`skew-max` becomes
 *  skewMsMax), sizes in bytes; undefined for what has no default and is not set. */
export type SettingsOf<T extends SettingsTable> = {
  readonly [N in keyof T & string as PropertyOf<N, T[N]['type']>]: ValueOf<T[N]>
}

type PropertyOf<N extends string, Type> = Type extends 'duration' ? DurationOf<N> : Camel<N>
type DurationOf<N extends string> = N extends `${infer Head}-max` ? `${Camel<Head>}MsMax` : `${Camel<N>}Ms`
type Camel<N extends string> = N extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : N
type ValueOf<S extends Setting> = SetValueOf<S> | (S['default'] extends '' ? undefined : never)
type SetValueOf<S extends Setting> = S extends { type: 'integer' | 'bytes' | 'duration' }
  ? number
  : S extends { type: 'choice'; choices: readonly (infer C)[] }
    ? C
    : string

export const environmentName = (name: string): string => `SLUICE_${name.toUpperCase().replaceAll('-', '_')}`

export function propertyName(name: string, { type }: Setting): string {
  const camel = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return type === 'duration' ? `${camel}Ms`.replace(/MaxMs$/, 'MsMax') : camel
}

/** What to write for the value: `<duration>`, `debug|info`. */
export const placeholder = (setting: Setting): string =>
  setting.type === 'choice'
    ? setting.choices.join('|')
    : `<${setting.type === 'bytes' ? 'size' : setting.type}>`

/** The value, or (for the message) what it must be. */
export function parseSetting(setting: Setting, text: string): { value: number | string } | { must: string } {
  switch (setting.type) {
    case 'integer':
    case 'bytes':
    case 'duration':
      return parseNumber(setting, text)
    case 'choice':
      return setting.choices.includes(text)
        ? { value: text }
        : { must: `be one of ${setting.choices.join(', ')}` }
    case 'text':
      return setting.pattern.test(text) ? { value: text } : { must: setting.rule }
    case 'time-zone':
      return knownTimeZone(text) ? { value: text } : { must: 'be a time zone such as Asia/Shanghai or UTC' }
    case 'path':
      return text !== '' && !text.includes('\0') ? { value: text } : { must: 'be a path' }
  }
}

const numberForms = {
  integer: {
    parse: (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined),
    print: String,
    rule: 'be a whole number',
  },
  bytes: { parse: parseBytes, print: printBytes, rule: 'be a size such as 512KiB, 64MiB or 2097152' },
  duration: {
    parse: parseDurationMs,
    print: printDurationMs,
    rule: 'be a duration such as 500ms, 30s, 15m, 2h or 2d',
  },
}

function parseNumber(
  { type, min, max }: Extract<Setting, { min: number }>,
  text: string,
): { value: number } | { must: string } {
  const { parse, print, rule } = numberForms[type]
  const value = parse(text)
  if (value === undefined) return { must: rule }
  if (value < min || value > max) return { must: `be from ${print(min)} to ${print(max)}` }
  return { value }
}
