import { apacheFields, compileApacheRule } from './apache-rule.ts'
import { compileCsvRule } from './csv-rule.ts'
import { compileGrokRule, grokFields } from './grok-rule.ts'
import { compileJsonRule } from './json-rule.ts'
import { compileKeyValueRule } from './key-value-rule.ts'
import { compileNginxRule, nginxFields } from './nginx-rule.ts'
import { pickFields } from './pick-fields.ts'
import { compileRegexRule, regexGroups } from './regex-rule.ts'
import type { LineParser, Rule, RuleField } from './rule.ts'

/** Compiled rules live as long as the rule they came from. */
const compiled = new WeakMap<Rule, LineParser>()

/**
 * The function that reads lines by a rule: values as the line has them (text; for json also numbers, booleans, lists and
 * maps), undefined when the line does not match. Cheap to ask for again. A line is at most lineCharsMax long: the caller
 * sees to it.
 */
export function compileRule(rule: Rule): LineParser {
  const known = compiled.get(rule)
  if (known !== undefined) return known
  const parse = compileSpec(rule)
  compiled.set(rule, parse)
  return parse
}

/** The fields a rule can produce, in order. None for json and kv without `fields`: there the data decides. */
export function ruleFields(rule: Rule): readonly RuleField[] {
  const picked = rule.type === 'csv' ? rule.spec.columns : rule.spec.fields
  if (picked !== undefined) return picked.map(({ key, valtype }) => ({ key, valtype }))
  switch (rule.type) {
    case 'grok':
      return grokFields(rule.spec)
    case 'regex':
      return regexGroups(rule.spec).map((key) => ({ key, valtype: 'string' }))
    case 'nginx':
      return nginxFields(rule.spec)
    case 'apache':
      return apacheFields(rule.spec)
    default:
      return []
  }
}

function compileSpec(rule: Rule): LineParser {
  switch (rule.type) {
    case 'json':
      return compileJsonRule(rule.spec)
    case 'csv':
      return compileCsvRule(rule.spec)
    case 'kv':
      return pickFields(compileKeyValueRule(rule.spec), rule.spec.fields)
    case 'grok':
      return pickFields(compileGrokRule(rule.spec), rule.spec.fields)
    case 'regex':
      return pickFields(compileRegexRule(rule.spec), rule.spec.fields)
    case 'nginx':
      return pickFields(compileNginxRule(rule.spec), rule.spec.fields)
    case 'apache':
      return pickFields(compileApacheRule(rule.spec), rule.spec.fields)
  }
}
