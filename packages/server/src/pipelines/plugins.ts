import { createHash } from 'node:crypto'
import { pluginNamePattern, SluiceError } from '@sluice/model'
import { type OutputField, outputFields } from '../transforms/plugin/output-fields.ts'
import type { PipelineDeps } from './deps.ts'
import type { PluginDocument } from './documents.ts'

export interface PluginRef {
  readonly account: string
  readonly plugin: string
}

const pluginId = ({ account, plugin }: PluginRef) => `${account}/${plugin}`

/**
 * Stores a jar. `contentMd5` is standard base64 of the 16 bytes; a hexadecimal value counts as a mismatch, as the seed's text
 * demands (its own curl sample sends hex: docs/reference/compatibility.md). Errors: E18117 E18217 E18220.
 * Source: seed, upload jar.
 */
export async function uploadPlugin(
  deps: PipelineDeps,
  ref: PluginRef,
  jar: Uint8Array,
  contentMd5: string | undefined,
): Promise<void> {
  if (!pluginNamePattern.test(ref.plugin))
    throw new SluiceError(
      'E18117',
      `plugin name '${ref.plugin}' is invalid: use the parser's full class name, such as com.example.NginxParser`,
    )
  if (deps.catalog.find('plugin', pluginId(ref)))
    throw new SluiceError('E18217', `plugin '${ref.plugin}' already exists: delete it first`)
  const md5 = createHash('md5').update(jar).digest('base64')
  if (contentMd5 && contentMd5 !== md5)
    throw new SluiceError(
      'E18220',
      `Content-MD5 says '${contentMd5}', the upload has '${md5}' (base64 of the MD5's 16 bytes)`,
    )
  const document: PluginDocument = {
    id: deps.randomHex(16),
    bytes: jar.byteLength,
    md5,
    createdAtMs: deps.clock.nowMs(),
  }
  await deps.jars.put(document.id, jar)
  await deps.catalog.commit([{ kind: 'plugin', id: pluginId(ref), body: document }])
}

/** Errors: E18216. */
export function plugin(deps: PipelineDeps, ref: PluginRef): PluginDocument {
  const found = deps.catalog.find('plugin', pluginId(ref))
  if (!found) throw new SluiceError('E18216', `plugin '${ref.plugin}' does not exist`)
  return found
}

/** What the jar says of the fields it gives; no code of it is run. Errors: E18216 no such plugin; E18207 not a jar, or one
 *  without an output bean; E18211 E18106 a field of the bean. Source: protocol §7.4, §10.7. */
export async function pluginOutputFields(deps: PipelineDeps, ref: PluginRef): Promise<OutputField[]> {
  return await deps.jars.read(plugin(deps, ref).id, (jar) => outputFields(jar, ref.plugin))
}

/** Errors: E18216; E9004 while a transform uses it. */
export async function deletePlugin(deps: PipelineDeps, ref: PluginRef): Promise<void> {
  const { id } = plugin(deps, ref)
  const user = deps.catalog
    .list('transform', `${ref.account}/`)
    .find(({ body }) => body.spec.plugin?.name === ref.plugin)
  if (user)
    throw new SluiceError(
      'E9004',
      `plugin '${ref.plugin}' is used by transform '${user.id.split('/').at(-1)}'`,
    )
  await deps.catalog.commit([{ kind: 'plugin', id: pluginId(ref), delete: true }])
  await deps.jars.remove(id)
}
