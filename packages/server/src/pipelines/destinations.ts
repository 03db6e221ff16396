import { parseBody, SluiceError } from '@sluice/model'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { PipelineDeps } from './deps.ts'
import { exporterType } from './exports.ts'
import { refuseUnknownMembers } from './known-members.ts'

/**
 * Reads what a destination keeps on this machine for an account: the answer of the type's store, as JSON text. Errors:
 * E18322 unknown type, or one that keeps nothing here; E18007 not a query of that type, or one that asks too much; E9002
 * too many wait; those of the store.
 */
export async function queryDestination(
  deps: Pick<PipelineDeps, 'exporterTypes' | 'storeReader'>,
  account: string,
  kind: string,
  body: unknown,
  signal: AbortSignal,
): Promise<string> {
  const { store } = exporterType(deps, kind)
  if (!store) {
    const having = deps.exporterTypes.filter((type) => type.store).map((type) => type.kind)
    throw new SluiceError(
      'E18322',
      `exports of type ${kind} keep nothing on this server: ask the destination itself (${having.join(', ') || 'none'} can be queried here)`,
    )
  }
  // First without the nulls that clients send for what they do not give.
  const given = parseBody(Type.Unknown(), body)
  refuseUnknownMembers(store.query, given)
  const query = parseBody(store.query, Value.Default(store.query, given))
  return await deps.storeReader.read(kind, account, query, signal)
}
