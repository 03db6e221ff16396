import { createClient } from '@sluice/sdk'
import { type Arguments, readArguments } from './arguments.ts'
import { type Call, type Command, UsageError } from './command.ts'
import { commands } from './commands/index.ts'
import { type Connection, findConnection } from './connection.ts'
import { exitCodes, explainFailure } from './failure.ts'
import { commandHelp, generalHelp } from './help.ts'
import { nearest } from './nearest.ts'
import type { Shell } from './shell.ts'
import { version } from './version.ts'

/** Runs one command line and resolves with its exit code. */
export async function run(words: readonly string[], shell: Shell): Promise<number> {
  let connection: Connection | undefined
  const keep = (found: Connection) => {
    connection = found
  }
  try {
    await dispatch(words, shell, keep)
    return exitCodes.done
  } catch (error) {
    const { exitCode, lines } = explainFailure(error, connection, shell.nowMs())
    const [first = '', ...rest] = lines.filter((line) => line !== '')
    await shell.stderr.write([`sluice: ${first}`, ...rest.map((line) => `  ${line}`)].join('\n').concat('\n'))
    return exitCode
  }
}

async function dispatch(
  words: readonly string[],
  shell: Shell,
  keep: (found: Connection) => void,
): Promise<void> {
  const [first] = words
  if (first === undefined) throw new UsageError('which command?', 'see: sluice help')
  if (first === 'help' || first === '--help' || first === '-h') return await help(words.slice(1), shell)
  if (first === '--version') return await shell.stdout.write(`${version}\n`)
  if (words.length === 2 && (words[1] === '--help' || words[1] === '-h') && isNoun(first))
    return await help([first], shell)
  const { command, rest } = findCommand(words)
  const given = readArguments(command, rest)
  if (given.values['help'] === true) return await shell.stdout.write(commandHelp(command))
  await command.run(callOf(command, given, shell, keep))
}

async function help(words: readonly string[], shell: Shell): Promise<void> {
  const of = commands.filter(({ name }) => `${name} `.startsWith(`${words.join(' ')} `))
  if (words.length === 0) await shell.stdout.write(generalHelp(commands))
  else if (of.length > 0) await shell.stdout.write(of.map(commandHelp).join('\n'))
  else findCommand(words)
}

/** The first word of commands of two, such as repo. */
const isNoun = (word: string) => commands.some(({ name }) => name.startsWith(`${word} `))

/** The command whose name the words begin with. Throws UsageError. */
function findCommand(words: readonly string[]): { command: Command; rest: readonly string[] } {
  for (const length of [2, 1]) {
    const command = commands.find(({ name }) => name === words.slice(0, length).join(' '))
    if (command) return { command, rest: words.slice(length) }
  }
  const [first = '', second = ''] = words
  const actions = commands.flatMap(({ name }) =>
    name.startsWith(`${first} `) ? [name.split(' ')[1] ?? ''] : [],
  )
  if (actions.length > 0) {
    const fact =
      second.startsWith('-') || second === ''
        ? `${first}: what to do?`
        : `unknown command '${first} ${second}'`
    throw new UsageError(fact, `one of: ${actions.map((action) => `${first} ${action}`).join(', ')}`)
  }
  if (first.startsWith('-'))
    throw new UsageError(
      `${first} stands before the command`,
      'write options after it: sluice repo list --json',
    )
  const known = nearest(first, [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))])
  throw new UsageError(`unknown command '${first}'`, known ? `did you mean ${known}?` : 'see: sluice help')
}

function callOf(
  command: Command,
  { args, values }: Arguments,
  shell: Shell,
  keep: (found: Connection) => void,
): Call {
  const value = (option: string) => {
    if (!(option in command.options)) throw new Error(`BUG: ${command.name} has no option --${option}`)
    return values[option]
  }
  const commonText = (option: 'server' | 'profile') => {
    const given = values[option]
    return typeof given === 'string' ? given : undefined
  }
  const json = values['json'] === true
  const verbose = values['verbose'] === true
  let connecting: Promise<Connection> | undefined
  const connection = (): Promise<Connection> => {
    connecting ??= connect()
    return connecting
  }
  async function connect(): Promise<Connection> {
    const found = await findConnection(shell, {
      server: commonText('server'),
      profile: commonText('profile'),
    })
    keep(found)
    if (verbose)
      await shell.stderr.write(`server ${found.server}, access key ${found.accessKey}, from ${found.from}\n`)
    return found
  }
  return {
    shell,
    json,
    verbose,
    arg: (name) => args[name] ?? '',
    text: (option) => {
      const given = option === 'server' ? commonText(option) : value(option)
      return typeof given === 'string' ? given : undefined
    },
    texts: (option) => {
      const given = value(option)
      return Array.isArray(given) ? given.filter((text) => typeof text === 'string') : []
    },
    given: (option) => value(option) === true,
    wholeNumber: (option) => {
      const text = value(option)
      if (text === undefined) return undefined
      if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text)
      throw new UsageError(`--${option} ${text} is not a whole number`)
    },
    connection,
    client: async (patience = { retry: { attemptsMax: 1 } }) =>
      createClient({ ...(await connection()), ...patience }),
    answer: (answer, text) =>
      shell.stdout.write(json ? `${JSON.stringify(answer)}\n` : text.endsWith('\n') ? text : `${text}\n`),
  }
}
