import { parseBody } from '@sluice/model'
import { Type } from 'typebox'
import { createRule, deleteRule, findRule, updateRule } from '../../pipelines/rules.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

const RuleBody = Type.Object({
  type: Type.String({ description: 'json, csv, kv, grok, regex, nginx or apache' }),
  spec: Type.Optional(Type.Object({}, { description: 'What the type needs' })),
})

const RuleAnswer = Type.Object({ name: Type.String(), type: Type.String(), spec: Type.Object({}) })

/** Parse rules: how lines of raw text become records. Sluice's own paths. */
export function ruleRoutes({ pipelines, serially }: ControlDeps): Route[] {
  const ref = (call: Call) => ({ account: call.actor.account, rule: param(call, 'rule') })
  return [
    {
      method: 'POST',
      path: '/v2/rules/{rule}',
      tag: 'Parse rules',
      summary: 'Create a parse rule',
      body: RuleBody,
      errors: ['E9004'],
      handle: (call) =>
        serially(call.actor.account, () => createRule(pipelines, ref(call), parseBody(RuleBody, call.body))),
    },
    {
      method: 'PUT',
      path: '/v2/rules/{rule}',
      tag: 'Parse rules',
      summary: 'Change a parse rule',
      body: RuleBody,
      errors: ['E9003'],
      handle: (call) =>
        serially(call.actor.account, () => updateRule(pipelines, ref(call), parseBody(RuleBody, call.body))),
    },
    {
      method: 'GET',
      path: '/v2/rules',
      tag: 'Parse rules',
      summary: 'List parse rules',
      answer: Type.Object({ rules: Type.Array(RuleAnswer) }),
      handle: async (call) => ({
        rules: pipelines.catalog.list('rule', `${call.actor.account}/`).map(({ body }) => body),
      }),
    },
    {
      method: 'GET',
      path: '/v2/rules/{rule}',
      tag: 'Parse rules',
      summary: 'Get a parse rule',
      answer: RuleAnswer,
      errors: ['E9003'],
      handle: async (call) => findRule(pipelines, ref(call)),
    },
    {
      method: 'DELETE',
      path: '/v2/rules/{rule}',
      tag: 'Parse rules',
      summary: 'Delete a parse rule that no repo is bound to',
      errors: ['E9003', 'E9004'],
      handle: (call) => serially(call.actor.account, () => deleteRule(pipelines, ref(call))),
    },
  ]
}
