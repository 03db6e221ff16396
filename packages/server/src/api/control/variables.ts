import { SluiceError, systemVariables, type Variable } from '@sluice/model'
import { Type } from 'typebox'
import {
  createVariable,
  deleteVariable,
  findVariable,
  updateVariable,
  userVariables,
} from '../../pipelines/variables.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

const VariableBody = Type.Object({
  name: Type.Optional(Type.String()),
  type: Type.Optional(Type.String({ description: 'time or string', needed: true })),
  value: Type.Optional(
    Type.String({ description: 'Text, or for a time: $(now)-5h (units d, h, m)', needed: true }),
  ),
  format: Type.Optional(Type.String({ description: 'For a time: yyyy-MM-dd HH:mm:ss and the like' })),
})

const VariableAnswer = Type.Object({
  name: Type.String(),
  type: Type.String(),
  value: Type.String(),
  format: Type.String(),
})

/** Variables that SQL and key prefixes write as `$(name)`. Source: protocol §7.7, §10.8. */
export function variableRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const ref = (call: Call) => ({ account: call.actor.account, variable: param(call, 'variable') })
  const codes = ['E18016', 'E18017', 'E18018', 'E18656', 'E18658'] as const
  return [
    {
      method: 'POST',
      path: '/v2/variables/{variable}',
      tag: 'Variables',
      summary: 'Create a variable',
      body: VariableBody,
      errors: [...codes, 'E18655'],
      handle: (call) => serially(call.actor.account, () => createVariable(pipelines, ref(call), call.body)),
    },
    {
      method: 'PUT',
      path: '/v2/variables/{variable}',
      tag: 'Variables',
      summary: 'Change a variable',
      body: VariableBody,
      errors: [...codes, 'E18654'],
      handle: (call) => serially(call.actor.account, () => updateVariable(pipelines, ref(call), call.body)),
    },
    {
      method: 'GET',
      path: '/v2/variables',
      tag: 'Variables',
      summary: 'List variables',
      query: { type: 'system or user; default user' },
      answer: Type.Object({ variables: Type.Array(VariableAnswer) }),
      errors: ['E18016'],
      handle: async (call) => ({ variables: listed(call) }),
    },
    {
      method: 'GET',
      path: '/v2/variables/{variable}',
      tag: 'Variables',
      summary: 'Get a variable',
      answer: VariableAnswer,
      errors: ['E18654'],
      handle: async (call) => findVariable(pipelines, ref(call)),
    },
    {
      method: 'DELETE',
      path: '/v2/variables/{variable}',
      tag: 'Variables',
      summary: 'Delete a variable',
      errors: ['E9004', 'E18654'],
      handle: (call) => serially(call.actor.account, () => deleteVariable(pipelines, ref(call))),
    },
  ]

  function listed(call: Call): readonly Variable[] {
    const type = call.query['type'] || 'user'
    if (type === 'system') return systemVariables
    if (type === 'user') return userVariables(pipelines, call.actor.account)
    throw new SluiceError('E18016', `variable type '${type}' is unknown: list system or user`)
  }
}
