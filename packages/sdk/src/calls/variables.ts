import type { Variable, VariableSpec } from '../resources.ts'
import type { Transport } from '../transport.ts'
import { get, post, put, remove } from './requests.ts'

/** Values that SQL and key prefixes write as `$(name)`. */
export function variableCalls({ json, send }: Transport) {
  return {
    list: async (type: 'user' | 'system' = 'user') =>
      (await json<{ variables: Variable[] }>({ ...get('variables'), query: { type } })).variables,
    get: (variable: string) => json<Variable>(get('variables', variable)),
    create: async (variable: string, spec: VariableSpec) => {
      await json(post('variables', variable), spec)
    },
    update: async (variable: string, spec: VariableSpec) => {
      await json(put('variables', variable), spec)
    },
    /** Refused while a transform or an export uses it. */
    delete: async (variable: string) => {
      await send(remove('variables', variable))
    },
  }
}
