import { type Command, commonOptions, type Options } from './command.ts'

/** All commands, a line each. */
export function generalHelp(commands: readonly Command[]): string {
  const lines = commands.map((command) => [usage(command), command.summary] as const)
  return `sluice: repos, transforms and exports of a Sluice server, from the command line

usage: sluice <command> [arguments] [options]

${aligned(groups(lines))}

sluice help <command> says more about one. Options of all commands:

${aligned(optionLines(commonOptions))}

Keys are taken from --profile, else SLUICE_ACCESS_KEY and SLUICE_SECRET_KEY (with SLUICE_SERVER), else
SLUICE_PROFILE or the profile 'default', else ./sluice-data/credentials.json of a server started in this folder.

exit codes: 0 done, 1 the server refused, 2 wrong usage, 3 no answer from the server, 4 keys missing or wrong
`
}

export function commandHelp(command: Command): string {
  const parts = [
    `sluice ${command.name}: ${command.summary}`,
    `usage: sluice ${usage(command)}${Object.keys(command.options).length > 0 ? ' [options]' : ''}`,
    aligned(command.args.map(({ name, description }) => [`<${name}>`, description])),
    aligned(optionLines(command.options)),
    command.notes ?? '',
    command.examples.map((example) => `  ${example}`).join('\n'),
    `options of all commands:\n${aligned(optionLines(commonOptions))}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function usage({ name, args }: Command): string {
  return [name, ...args.map((arg) => (arg.optional ? `[${arg.name}]` : `<${arg.name}>`))].join(' ')
}

/** An empty line between commands that do not share their first word. */
function groups(lines: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const noun = ([name]: readonly [string, string]) => (/^(\w+) \w/.exec(name) ? name.split(' ', 1)[0] : '')
  return lines.flatMap((line, index) => {
    const before = lines[index - 1]
    return before && noun(before) !== noun(line) ? [['', ''] as const, line] : [line]
  })
}

function optionLines(options: Options): [string, string][] {
  return Object.entries(options).map(([name, { value, short, description }]) => [
    `${short ? `-${short}, ` : '    '}--${name}${value ? ` <${value}>` : ''}`,
    description,
  ])
}

/** Two columns. */
function aligned(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...lines.map(([name]) => name.length))
  return lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd()).join('\n')
}
