import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { bytesText } from '../amounts.ts'
import type { Argument, Command } from '../command.ts'
import { printTable } from '../table.ts'

const pluginArgument: Argument = {
  name: 'plugin',
  description: 'full name of the parser class: com.example.Parser',
}

export const pluginCommands: readonly Command[] = [
  {
    name: 'plugin upload',
    summary: 'upload a jar with a plugin',
    args: [pluginArgument, { name: 'jar', description: 'file' }],
    options: {},
    examples: ['sluice plugin upload com.example.NginxParser target/parser.jar'],
    run: async (call) => {
      const name = call.arg('plugin')
      const jar = await readFile(call.arg('jar'))
      const contentMd5 = createHash('md5').update(jar).digest('base64')
      await (await call.client()).plugins.upload(name, new Uint8Array(jar), { contentMd5 })
      await call.answer(
        { created: name, bytes: jar.length },
        `plugin ${name} uploaded (${bytesText(jar.length)})`,
      )
    },
  },
  {
    name: 'plugin list',
    summary: 'list plugins',
    args: [],
    options: {},
    examples: [],
    run: async (call) => {
      const plugins = await (await call.client()).plugins.list()
      const rows = plugins.map(({ name, createTime }) => [name, createTime])
      const table = printTable([{ title: 'PLUGIN' }, { title: 'UPLOADED' }], rows, call.shell.stdout)
      await call.answer({ plugins }, plugins.length > 0 ? table : 'no plugins')
    },
  },
  {
    name: 'plugin get',
    summary: 'show a plugin',
    args: [pluginArgument],
    options: {},
    examples: [],
    run: async (call) => {
      const plugin = await (await call.client()).plugins.get(call.arg('plugin'))
      await call.answer(plugin, `plugin ${plugin.name}, uploaded ${plugin.createTime}`)
    },
  },
  {
    name: 'plugin delete',
    summary: 'delete a plugin that no transform uses',
    args: [pluginArgument],
    options: {},
    examples: [],
    run: async (call) => {
      const name = call.arg('plugin')
      await (await call.client()).plugins.delete(name)
      await call.answer({ deleted: name }, `plugin ${name} deleted`)
    },
  },
]
