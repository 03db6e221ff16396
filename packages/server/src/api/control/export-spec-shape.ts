import { Type } from 'typebox'
import type { ExporterType } from '../../exporters/exporter.ts'

/** The spec of an export in the OpenAPI document, from the descriptors; its type checks it, with finer codes. */
export function exportSpecShape(types: readonly ExporterType[]) {
  return Type.Unknown({
    component: 'ExportSpec',
    description: `What the type needs, by type: ${types.map(({ kind }) => kind).join(', ')}`,
    documented: Type.Union(
      types.map(({ kind, title, options }) => ({ title: `${kind}: ${title}`, ...options })),
    ),
  })
}
