import type { Client, ClientOptions } from '@sluice/sdk'
import type { Connection } from './connection.ts'
import type { Shell } from './shell.ts'

/** One command, declared: what it accepts is read by this table, and its help is printed from it. */
export interface Command {
  /** One or two words: `push`, `repo create`. */
  readonly name: string
  readonly summary: string
  readonly args: readonly Argument[]
  readonly options: Options
  /** More to know, below the options. */
  readonly notes?: string
  readonly examples: readonly string[]
  run(call: Call): Promise<void>
}

export interface Argument {
  readonly name: string
  readonly description: string
  readonly optional?: true
}

export interface Options {
  readonly [name: string]: Option
}

export interface Option {
  /** Name of the value in help; absent = a switch. */
  readonly value?: string
  readonly short?: string
  /** May be given more than once. */
  readonly multiple?: true
  readonly description: string
}

export const commonOptions = {
  json: { description: 'print JSON and nothing else on standard output' },
  server: { value: 'url', description: 'address of the server, instead of the one that goes with the keys' },
  profile: { value: 'name', description: 'use the keys of this profile (see: sluice help config set)' },
  verbose: { description: 'say which server and keys are used, and more' },
  help: { short: 'h', description: 'print this' },
} as const satisfies Options

/** A command as it was called. Asking for what the command has not declared is a bug. */
export interface Call {
  readonly shell: Shell
  readonly json: boolean
  readonly verbose: boolean
  /** '' when an optional argument is absent. */
  arg(name: string): string
  text(option: string): string | undefined
  texts(option: string): readonly string[]
  given(option: string): boolean
  wholeNumber(option: string): number | undefined
  connection(): Promise<Connection>
  /** Nothing is repeated unless patience is given: a person waits. `{}` is the patience of the sdk. */
  client(patience?: Pick<ClientOptions, 'retry' | 'onRetry'>): Promise<Client>
  /** Prints a line for people; with --json the value instead. */
  answer(value: unknown, text: string): Promise<void>
}

/** The call is wrong, not the server: exit code 2. */
export class UsageError extends Error {
  /** What to do. */
  readonly hint: string
  constructor(message: string, hint = '') {
    super(message)
    this.name = 'UsageError'
    this.hint = hint
  }
}
