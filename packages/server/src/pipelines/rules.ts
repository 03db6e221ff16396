import { parseRule, type Rule, repoRulesMax, SluiceError } from '@sluice/model'
import type { PipelineDeps } from './deps.ts'
import { taskRefOf } from './documents.ts'

export interface RuleRef {
  readonly account: string
  readonly rule: string
}

const ruleId = ({ account, rule }: RuleRef) => `${account}/${rule}`

/** Errors: E18007; E9004 when the name is taken. Sluice's own: the hosted service made rules in its console only. */
export async function createRule(deps: PipelineDeps, ref: RuleRef, body: object): Promise<void> {
  const rule = parseRule({ ...body, name: ref.rule })
  if (deps.catalog.find('rule', ruleId(ref)))
    throw new SluiceError('E9004', `parse rule '${ref.rule}' already exists`)
  await deps.catalog.commit([{ kind: 'rule', id: ruleId(ref), body: rule }])
}

/** Takes effect with the next push. Errors: E18007. */
export async function updateRule(deps: PipelineDeps, ref: RuleRef, body: object): Promise<void> {
  findRule(deps, ref)
  const rule = parseRule({ ...body, name: ref.rule })
  await deps.catalog.commit([{ kind: 'rule', id: ruleId(ref), body: rule }])
}

/** Errors: E9003 no such rule. */
export function findRule(deps: Pick<PipelineDeps, 'catalog'>, ref: RuleRef): Rule {
  const found = deps.catalog.find('rule', ruleId(ref))
  if (!found) throw new SluiceError('E9003', `parse rule '${ref.rule}' does not exist: create it first`)
  return found
}

/** Errors: E9003 no such rule; E9004 while a repo is bound to it. */
export async function deleteRule(deps: PipelineDeps, ref: RuleRef): Promise<void> {
  findRule(deps, ref)
  const user = deps.catalog
    .list('repo', `${ref.account}/`)
    .find(({ body }) => body.ruleNames?.includes(ref.rule))
  if (user)
    throw new SluiceError('E9004', `parse rule '${ref.rule}' is bound to repo '${taskRefOf(user.id).repo}'`)
  await deps.catalog.commit([{ kind: 'rule', id: ruleId(ref), delete: true }])
}

/** The rules of that name, in that order. Errors: E9003 for one that does not exist, E18007 for more than a repo may have. */
export function rulesOf(
  deps: Pick<PipelineDeps, 'catalog'>,
  account: string,
  names: readonly string[],
): readonly Rule[] {
  if (names.length > repoRulesMax)
    throw new SluiceError(
      'E18007',
      `${names.length} parse rules are given: at most ${repoRulesMax} are applied`,
    )
  return names.map((rule) => findRule(deps, { account, rule }))
}
