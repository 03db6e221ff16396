import { Type } from 'typebox'
import { deletePlugin, plugin, uploadPlugin } from '../../pipelines/plugins.ts'
import { type Call, param, type Route } from '../route.ts'
import type { ControlDeps } from './deps.ts'

const PluginAnswer = Type.Object({ name: Type.String(), createTime: Type.String() })

/** Users' jars. Source: seed, upload jar; protocol §6.5, §7.4. */
export function pluginRoutes({ pipelines, serially, pluginBytesMax }: ControlDeps): Route[] {
  const ref = (call: Call) => ({ account: call.actor.account, plugin: param(call, 'plugin') })
  return [
    {
      method: 'POST',
      path: '/v2/plugins/{plugin}',
      tag: 'Plugins',
      summary: 'Upload a jar',
      bytesMax: pluginBytesMax,
      bodyTypes: ['application/java-archive'],
      headers: { 'Content-MD5': "Standard base64 of the 16 bytes of the jar's MD5; checked when given" },
      errors: ['E18117', 'E18217', 'E18219', 'E18220'],
      handle: (call) =>
        serially(call.actor.account, () =>
          uploadPlugin(pipelines, ref(call), call.bytes, header(call, 'content-md5')),
        ),
    },
    {
      method: 'GET',
      path: '/v2/plugins',
      tag: 'Plugins',
      summary: 'List plugins',
      answer: Type.Object({ plugins: Type.Array(PluginAnswer) }),
      handle: async (call) => ({
        plugins: pipelines.catalog
          .list('plugin', `${call.actor.account}/`)
          .map(({ id, body }) => printPlugin(id.split('/')[1] ?? '', body.createdAtMs)),
      }),
    },
    {
      method: 'GET',
      path: '/v2/plugins/{plugin}',
      tag: 'Plugins',
      summary: 'Get a plugin',
      answer: PluginAnswer,
      errors: ['E18216'],
      handle: async (call) => printPlugin(ref(call).plugin, plugin(pipelines, ref(call)).createdAtMs),
    },
    {
      method: 'DELETE',
      path: '/v2/plugins/{plugin}',
      tag: 'Plugins',
      summary: 'Delete a plugin that no transform uses',
      errors: ['E9004', 'E18216'],
      handle: (call) => serially(call.actor.account, () => deletePlugin(pipelines, ref(call))),
    },
  ]
}

const printPlugin = (name: string, createdAtMs: number) => ({
  name,
  createTime: new Date(createdAtMs).toISOString(),
})

function header(call: Call, name: string): string | undefined {
  const value = call.headers[name]
  return typeof value === 'string' ? value.trim() : undefined
}
