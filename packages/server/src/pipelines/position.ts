import type { Change } from '../metadata/metadata-store.ts'

type State = { readonly [key: string]: string | number | boolean | null }

/** What is kept of an export's progress, as document kind 'position'. */
export interface SavedPosition {
  /** Offset, decimal. */
  readonly position: string
  readonly state?: State
}

export function positionChange(id: string, position: bigint, state: State | undefined): Change {
  const body: SavedPosition = { position: String(position), ...(state ? { state } : {}) }
  return { kind: 'position', id, body }
}
