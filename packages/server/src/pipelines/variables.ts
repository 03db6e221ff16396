import { parseVariable, SluiceError, substitute, type Variable } from '@sluice/model'
import type { PipelineDeps } from './deps.ts'
import { taskRefOf } from './documents.ts'

export interface VariableRef {
  readonly account: string
  readonly variable: string
}

const variableId = ({ account, variable }: VariableRef) => `${account}/${variable}`

/** Errors: E18655 E18016 E18017 E18018 E18656 E18658. Source: protocol §7.7. */
export async function createVariable(deps: PipelineDeps, ref: VariableRef, body: unknown): Promise<void> {
  const variable = parseVariable(ref.variable, body)
  if (deps.catalog.find('variable', variableId(ref)))
    throw new SluiceError('E18655', `variable '${ref.variable}' already exists`)
  await deps.catalog.commit([{ kind: 'variable', id: variableId(ref), body: variable }])
}

/** Errors: E18654 and those of create. Running transforms use the new value from their next run on. */
export async function updateVariable(deps: PipelineDeps, ref: VariableRef, body: unknown): Promise<void> {
  findVariable(deps, ref)
  const variable = parseVariable(ref.variable, body)
  await deps.catalog.commit([{ kind: 'variable', id: variableId(ref), body: variable }])
  await deps.tasks.variableChanged(ref.account, ref.variable)
}

/** Errors: E18654. */
export function findVariable(deps: PipelineDeps, ref: VariableRef): Variable {
  const found = deps.catalog.find('variable', variableId(ref))
  if (!found) throw new SluiceError('E18654', `variable '${ref.variable}' does not exist`)
  return found
}

/** Errors: E18654; E9004 while a transform or an export uses it. */
export async function deleteVariable(deps: PipelineDeps, ref: VariableRef): Promise<void> {
  findVariable(deps, ref)
  refuseInUse(deps, ref)
  await deps.catalog.commit([{ kind: 'variable', id: variableId(ref), delete: true }])
}

function refuseInUse(deps: PipelineDeps, { account, variable }: VariableRef): void {
  const reference = `$(${variable})`
  for (const kind of ['transform', 'export'] as const)
    for (const { id, body } of deps.catalog.list(kind, `${account}/`))
      if (JSON.stringify(body.spec).includes(reference))
        throw new SluiceError('E9004', `variable '${variable}' is used by ${kind} '${taskRefOf(id).name}'`)
}

export function userVariables(deps: Pick<PipelineDeps, 'catalog'>, account: string): Variable[] {
  return deps.catalog.list('variable', `${account}/`).map(({ body }) => body)
}

/** The text with every `$(name)` filled in as of now. Errors: E18657 undefined name. Source: protocol §10.8. */
export function fillIn(
  deps: Pick<PipelineDeps, 'catalog' | 'clock' | 'timeZone'>,
  account: string,
  text: string,
): string {
  if (!text.includes('$(')) return text
  return substitute(text, userVariables(deps, account), {
    nowMs: deps.clock.nowMs(),
    timeZone: deps.timeZone,
  })
}
