import { SluiceError } from '../errors.ts'
import { namePattern, nameRule } from '../names.ts'
import { parseApacheSpec } from './apache-rule.ts'
import { parseCsvSpec } from './csv-rule.ts'
import { parseGrokSpec } from './grok-rule.ts'
import { parseJsonSpec } from './json-rule.ts'
import { parseKeyValueSpec } from './key-value-rule.ts'
import { parseNginxSpec } from './nginx-rule.ts'
import { parseRegexSpec } from './regex-rule.ts'
import { type Rule, ruleTypes } from './rule.ts'
import { isObject, SpecReader } from './spec-reader.ts'

/**
 * Checks a rule {name, type, spec} as a client sends it and fills in the defaults of its spec; what it returns passes
 * again unchanged. Throws E18007 naming the member that is wrong.
 */
export function parseRule(value: unknown): Rule {
  if (!isObject(value))
    throw new SluiceError('E18007', 'a parse rule must be an object with name, type and spec')
  const name = parseName(value.name)
  const type = ruleTypes.find((known) => known === value.type)
  if (type === undefined) {
    throw new SluiceError(
      'E18007',
      `parse rule '${name}': member 'type' must be one of ${ruleTypes.join(', ')}`,
    )
  }
  return parseSpec(name, type, new SpecReader(name, value.spec))
}

function parseSpec(name: string, type: Rule['type'], reader: SpecReader): Rule {
  switch (type) {
    case 'json':
      return { name, type, spec: parseJsonSpec(reader) }
    case 'csv':
      return { name, type, spec: parseCsvSpec(reader) }
    case 'kv':
      return { name, type, spec: parseKeyValueSpec(reader) }
    case 'grok':
      return { name, type, spec: parseGrokSpec(reader) }
    case 'regex':
      return { name, type, spec: parseRegexSpec(reader) }
    case 'nginx':
      return { name, type, spec: parseNginxSpec(reader) }
    case 'apache':
      return { name, type, spec: parseApacheSpec(reader) }
  }
}

function parseName(name: unknown): string {
  if (typeof name === 'string' && namePattern.test(name)) return name
  const shown = typeof name === 'string' ? `'${name.slice(0, 200)}' ` : ''
  throw new SluiceError('E18007', `parse rule: member 'name' ${shown}is wrong: ${nameRule}`)
}
