import type { Expression } from '../syntax/ast.ts'

/** The name of a select item without an alias: a column's or member's own, a call's function, else `_c` and its position.
 *  Only a column's own name is one that the user chose. */
export function nameOf(value: Expression, position: number): { name: string; given: boolean } {
  if (value.kind === 'column') return { name: value.path.at(-1)?.text ?? `_c${position}`, given: true }
  if (value.kind === 'member') return { name: value.name.text, given: true }
  if (value.kind === 'call') return { name: value.name.text.toLowerCase(), given: false }
  if (value.kind === 'cast') return { name: nameOf(value.value, position).name, given: false }
  return { name: `_c${position}`, given: false }
}
