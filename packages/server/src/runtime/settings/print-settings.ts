import { environmentName, placeholder, type Setting, type SettingsTable } from './setting.ts'

const columnsMax = 100
const explanation =
  'A setting is taken from its flag, else from its environment variable, else from the JSON file named by --config ' +
  '(an object such as {"port": 7758, "retention": "12h"}), else from its default. An unknown name is refused. ' +
  'Durations are written 500ms, 30s, 15m, 2h, 2d; sizes 512KiB, 64MiB, 2GiB or a number of bytes.'

/** The text of --help: at most 100 columns. */
export function printHelp(table: SettingsTable, title: string, usage: string): string {
  return [
    title,
    '',
    `Usage: ${usage}`,
    '',
    ...wrap(explanation, columnsMax),
    ...groups(table).flatMap(([group, rows]) => ['', group, ...rows.flatMap(helpRow)]),
    '',
    'Other',
    `  ${'--config <path>'.padEnd(38)}${''.padEnd(16)}SLUICE_CONFIG`,
    '      JSON file of settings.',
    '  --help',
    '  --version',
    '',
  ].join('\n')
}

function helpRow([name, setting]: Row): string[] {
  const flag = `--${name} ${placeholder(setting)}`
  const head = `  ${flag.padEnd(38)}${setting.default.padEnd(16)}${environmentName(name)}`
  return [head, ...wrap(setting.description, columnsMax - 6).map((line) => `      ${line}`)]
}

/** The reference page, from the same table. */
export function printReference(table: SettingsTable): string {
  return [
    '# Settings',
    '',
    '<!-- Generated from packages/server/src/settings.ts by tools/generate-reference.ts. -->',
    '',
    ...wrap(explanation, 120),
    ...groups(table).flatMap(([group, rows]) => [
      '',
      `## ${group}`,
      '',
      '| setting | variable | value | default | |',
      '| --- | --- | --- | --- | --- |',
      ...rows.map(referenceRow),
    ]),
    '',
  ].join('\n')
}

function referenceRow([name, setting]: Row): string {
  const value = placeholder(setting).replaceAll('|', ' \\| ').replaceAll(/[<>]/g, '')
  const initial = setting.default ? `\`${setting.default}\`` : ''
  return `| \`${name}\` | \`${environmentName(name)}\` | ${value} | ${initial} | ${setting.description} |`
}

type Row = [name: string, setting: Setting]

function groups(table: SettingsTable): [group: string, rows: Row[]][] {
  return [...Map.groupBy(Object.entries(table), ([, { group }]) => group)]
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}
