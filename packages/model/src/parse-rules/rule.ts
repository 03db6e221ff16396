import type { ValueType } from '../schema/field.ts'
import type { AccessLogSpec } from './access-log.ts'
import type { CsvSpec } from './csv-rule.ts'
import type { GrokSpec } from './grok-rule.ts'
import type { JsonSpec } from './json-rule.ts'
import type { KeyValueSpec } from './key-value-rule.ts'
import type { RegexSpec } from './regex-rule.ts'

/** UTF-16 units of a line that rules are applied to; longer ones are reported. Bounds the work for one line. */
export const lineCharsMax = 65_536
/** Rules bound to one repo (protocol §3). */
export const repoRulesMax = 5

/** How lines of raw text become records (protocol §7.3). Made by parseRule; this is also the stored form. */
export type Rule = { readonly name: string } & (
  | { readonly type: 'json'; readonly spec: JsonSpec }
  | { readonly type: 'csv'; readonly spec: CsvSpec }
  | { readonly type: 'kv'; readonly spec: KeyValueSpec }
  | { readonly type: 'grok'; readonly spec: GrokSpec }
  | { readonly type: 'regex'; readonly spec: RegexSpec }
  | { readonly type: 'nginx'; readonly spec: AccessLogSpec }
  | { readonly type: 'apache'; readonly spec: AccessLogSpec }
)

export const ruleTypes = [
  'json',
  'csv',
  'kv',
  'grok',
  'regex',
  'nginx',
  'apache',
] as const satisfies readonly Rule['type'][]

/** A field that a rule can produce, and the type a repo would give it. */
export interface RuleField {
  readonly key: string
  readonly valtype: ValueType
}

/** What a rule made of one line. Without a prototype: keys come from the data. */
export type ParsedLine = Record<string, unknown>

/** undefined: the line does not match. */
export type LineParser = (line: string) => ParsedLine | undefined
