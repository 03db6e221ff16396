import { nearestName } from './nearest-name.ts'
import {
  environmentName,
  parseSetting,
  propertyName,
  type SettingsOf,
  type SettingsTable,
} from './setting.ts'

/** A setting that cannot be used; the message names it, where it came from, and what to write instead. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

export interface Sources {
  readonly flags: readonly string[]
  readonly environment: { readonly [name: string]: string | undefined }
  readFile(path: string): string
}

/** SLUICE_ variables of others: of our tests, and of the `sluice` command. */
const foreignVariable = /^SLUICE_(TEST_.*|PROFILE|SERVER|OUTPUT)$/

/** Where a value comes from, and as whom messages name it. */
interface Given {
  readonly text: string
  readonly source: string
}
type GivenByName = ReadonlyMap<string, Given>

/** Reads the table: flags win over environment variables, those over the file named by --config, that over defaults. */
export function readSettings<T extends SettingsTable>(table: T, sources: Sources): SettingsOf<T> {
  const flags = fromFlags(table, sources.flags)
  const environment = fromEnvironment(table, sources.environment)
  const config = flags.get('config') ?? environment.get('config')
  const file: GivenByName = config ? fromFile(table, config, sources) : new Map()
  const settings: { [property: string]: number | string | undefined } = {}
  for (const [name, setting] of Object.entries(table)) {
    const given = flags.get(name) ?? environment.get(name) ?? file.get(name)
    settings[propertyName(name, setting)] = given ? value(table, name, given) : defaultValue(table, name)
  }
  // The type follows from the same table that the loop went through.
  return settings as SettingsOf<T>
}

function value(table: SettingsTable, name: string, { text, source }: Given): number | string {
  const setting = table[name]
  const parsed = setting ? parseSetting(setting, text) : { must: 'be known' }
  if ('value' in parsed) return parsed.value
  const shown = setting?.type === 'text' && setting.secret ? 'the value' : `'${text}'`
  throw new SettingsError(`${source}: ${shown} must ${parsed.must}`)
}

function defaultValue(table: SettingsTable, name: string): number | string | undefined {
  const text = table[name]?.default ?? ''
  return text === '' ? undefined : value(table, name, { text, source: `default of ${name}` })
}

function fromFlags(table: SettingsTable, flags: readonly string[]): GivenByName {
  const given = new Map<string, Given>()
  for (let at = 0; at < flags.length; at++) {
    const [flag = '', inline] = split(flags[at] ?? '')
    if (!flag.startsWith('--'))
      throw new SettingsError(`unexpected argument '${flag}': settings are written --name value`)
    const name = flag.slice(2)
    if (!known(table, name)) throw unknown(table, `flag ${flag}`, name, (near) => `--${near}`)
    const text = inline ?? flags[++at]
    if (text === undefined) throw new SettingsError(`flag ${flag} needs a value: write ${flag} <value>`)
    given.set(name, { text, source: `flag ${flag}` })
  }
  return given
}

/** `--name=value` → name and value; the value may hold further `=`. */
function split(flag: string): [flag: string, value: string | undefined] {
  const at = flag.indexOf('=')
  return at < 0 ? [flag, undefined] : [flag.slice(0, at), flag.slice(at + 1)]
}

/** An empty variable counts as not set: that is what compose files make of a variable that is not there. */
function fromEnvironment(table: SettingsTable, environment: Sources['environment']): GivenByName {
  const names = new Map(['config', ...Object.keys(table)].map((name) => [environmentName(name), name]))
  const given = new Map<string, Given>()
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith('SLUICE_') || foreignVariable.test(variable)) continue
    const name = names.get(variable)
    if (!name) {
      const wanted = variable.slice('SLUICE_'.length).toLowerCase().replaceAll('_', '-')
      throw unknown(table, `environment variable ${variable}`, wanted, environmentName)
    }
    if (text) given.set(name, { text, source: `environment variable ${variable}` })
  }
  return given
}

function fromFile(table: SettingsTable, { text: path, source }: Given, { readFile }: Sources): GivenByName {
  const given = new Map<string, Given>()
  for (const [name, entry] of Object.entries(readObject(path, source, readFile))) {
    const place = `settings file ${path}, '${name}'`
    if (!known(table, name) || name === 'config') throw unknown(table, place, name, (near) => `'${near}'`)
    if (typeof entry !== 'string' && typeof entry !== 'number')
      throw new SettingsError(`${place}: the value must be a string or a number`)
    given.set(name, { text: String(entry), source: place })
  }
  return given
}

function readObject(path: string, source: string, readFile: Sources['readFile']): object {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFile(path))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SettingsError(`${source}: the settings file ${path} cannot be read: ${reason}`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new SettingsError(
      `${source}: the settings file ${path} must hold one JSON object of names and values`,
    )
  return parsed
}

const known = (table: SettingsTable, name: string): boolean => Object.hasOwn(table, name) || name === 'config'

function unknown(
  table: SettingsTable,
  place: string,
  wanted: string,
  print: (name: string) => string,
): SettingsError {
  const near = nearestName(wanted, ['config', ...Object.keys(table)])
  const hint = near ? `did you mean ${print(near)}?` : '--help lists all settings'
  return new SettingsError(`${place}: there is no such setting; ${hint}`)
}
