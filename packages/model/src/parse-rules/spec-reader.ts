import { SluiceError } from '../errors.ts'
import { namePattern, nameRule } from '../names.ts'
import { type ValueType, valueTypes } from '../schema/field.ts'

/** Fields a rule may list. */
export const ruleFieldsMax = 500
/** Characters of any text in a rule. */
export const ruleTextCharsMax = 16_384

/** Which of the values that a rule finds are kept, under which name. */
export interface PickedField {
  readonly key: string
  readonly valtype: ValueType
  /** Name the rule gives it; json: a path into maps, its parts joined by dots. */
  readonly from: string
}

/** Reads the members of one rule's spec. null counts as absent. All errors are E18007 and name rule and member. */
export class SpecReader {
  private readonly rule: string
  private readonly members: Record<string, unknown>

  constructor(rule: string, spec: unknown) {
    this.rule = rule
    if (spec !== undefined && spec !== null && !isObject(spec)) throw this.wrong('', 'must be an object')
    this.members = isObject(spec) ? spec : {}
  }

  text(member: string, fallback?: string): string {
    const value = this.members[member] ?? fallback
    if (value === undefined) throw this.wrong(member, 'is missing')
    return this.checkedText(member, value)
  }

  textOrEmpty(member: string, fallback: string): string {
    return this.members[member] === '' ? '' : this.text(member, fallback)
  }

  flag(member: string, fallback: boolean): boolean {
    const value = this.members[member] ?? fallback
    if (typeof value === 'boolean') return value
    throw this.wrong(member, 'must be true or false')
  }

  /** An object of texts. */
  texts(member: string): Readonly<Record<string, string>> {
    const value = this.members[member] ?? {}
    if (!isObject(value)) throw this.wrong(member, 'must be an object of texts')
    const entries = Object.entries(value)
    if (entries.length > ruleFieldsMax) throw this.wrong(member, `has more than ${ruleFieldsMax} members`)
    return Object.fromEntries(entries.map(([key, text]) => [key, this.checkedText(`${member}.${key}`, text)]))
  }

  /** One text, or a list of them. */
  textList(member: string): readonly string[] {
    const value = this.members[member]
    const list = Array.isArray(value) ? value : [value ?? this.text(member)]
    if (list.length === 0 || list.length > 20) throw this.wrong(member, 'must have 1 to 20 entries')
    return list.map((text) => this.checkedText(member, text))
  }

  /** A list of {key, valtype?, from?}; undefined when absent. */
  fields(member: string): readonly PickedField[] | undefined {
    const value = this.members[member]
    if (value === undefined || value === null) return undefined
    if (!Array.isArray(value) || value.length === 0)
      throw this.wrong(member, 'must be a list of {key, valtype}')
    if (value.length > ruleFieldsMax) throw this.wrong(member, `has more than ${ruleFieldsMax} entries`)
    const fields = value.map((entry, i) => this.field(`${member}[${i}]`, entry))
    const keys = new Set<string>()
    for (const { key } of fields) {
      if (keys.has(key)) throw this.wrong(member, `has '${key}' twice`)
      keys.add(key)
    }
    return fields
  }

  wrong(member: string, reason: string): SluiceError {
    const shown = member === '' ? 'spec' : `spec.${member}`
    return new SluiceError('E18007', `parse rule '${this.rule}': member '${shown}' ${reason}`)
  }

  private field(member: string, entry: unknown): PickedField {
    if (!isObject(entry)) throw this.wrong(member, 'must be an object with key and valtype')
    const { key, valtype, from } = entry
    if (typeof key !== 'string' || !namePattern.test(key))
      throw this.wrong(`${member}.key`, `is wrong: ${nameRule}`)
    const type = valueTypes.find((known) => known === (valtype ?? 'string'))
    if (type === undefined) throw this.wrong(`${member}.valtype`, `must be one of ${valueTypes.join(', ')}`)
    return { key, valtype: type, from: this.checkedText(`${member}.from`, from ?? key) }
  }

  private checkedText(member: string, value: unknown): string {
    if (typeof value !== 'string' || value === '') throw this.wrong(member, 'must be text')
    if (value.length <= ruleTextCharsMax) return value
    throw this.wrong(member, `exceeds ${ruleTextCharsMax} characters`)
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
