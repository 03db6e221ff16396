import type { ParseRule, ParseRuleSpec } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, put, remove } from './requests.ts'

/** How lines of raw text become records. */
export function ruleCalls({ json, send }: Transport) {
  return {
    list: async () => (await json<{ rules: ParseRule[] }>(get('rules'))).rules,
    get: (rule: string) => json<ParseRule>(get('rules', rule)),
    create: async (rule: string, spec: ParseRuleSpec) => {
      await json(post('rules', rule), spec)
    },
    update: async (rule: string, spec: ParseRuleSpec) => {
      await json(put('rules', rule), spec)
    },
    /** Refused while a repo is bound to it. */
    delete: async (rule: string) => {
      await send(remove('rules', rule))
    },
  }
}
