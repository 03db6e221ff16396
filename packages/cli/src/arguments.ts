import { parseArgs } from 'node:util'
import { type Command, commonOptions, type Option, type Options, UsageError } from './command.ts'
import { nearest } from './nearest.ts'

/** The words after a command's name, read by its table. */
export interface Arguments {
  readonly args: { readonly [name: string]: string }
  readonly values: { readonly [option: string]: string | boolean | readonly (string | boolean)[] | undefined }
}

/** Throws UsageError, which names the word that is wrong and what was probably meant. */
export function readArguments(command: Command, words: readonly string[]): Arguments {
  const options: Options = { ...commonOptions, ...command.options }
  const { values, positionals } = parse(command, options, words)
  if (values['help'] === true) return { args: {}, values }
  return { args: readPositionals(command, positionals), values }
}

function parse(command: Command, options: Options, words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: parseArgsTable(options), allowPositionals: true })
  } catch (error) {
    throw new UsageError(explain(error, options), `see: sluice help ${command.name}`)
  }
}

function parseArgsTable(options: Options) {
  const entry = ({ value, short, multiple }: Option) => ({
    type: value ? ('string' as const) : ('boolean' as const),
    ...(short ? { short } : {}),
    ...(multiple ? { multiple } : {}),
  })
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, entry(option)]))
}

/** parseArgs explains itself at length; the first sentence says it. */
function explain(error: unknown, options: Options): string {
  const message = error instanceof Error ? error.message : String(error)
  const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1]
  if (unknown === undefined) return message.split(/\.?(?:\n|$|\. (?=[A-Z]))/, 1)[0] ?? message
  const known = nearest(unknown.replace(/^-+/, ''), Object.keys(options))
  return `unknown option ${unknown}${known ? `: did you mean --${known}?` : ''}`
}

function readPositionals(command: Command, words: readonly string[]): Record<string, string> {
  const hint = `see: sluice help ${command.name}`
  const extra = words[command.args.length]
  if (extra !== undefined) throw new UsageError(`unexpected argument '${extra}'`, hint)
  const args: Record<string, string> = {}
  for (const [index, { name, optional }] of command.args.entries()) {
    const word = words[index]
    if (word === undefined && !optional) throw new UsageError(`<${name}> is missing`, hint)
    args[name] = word ?? ''
  }
  return args
}
