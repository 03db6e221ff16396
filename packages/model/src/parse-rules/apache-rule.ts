import type { ValueType } from '../schema/field.ts'
import {
  type AccessLogSpec,
  compileLogFormat,
  formatFields,
  type LogFormat,
  type LogVariable,
  oneField,
  requestLine,
  unescapeHex,
} from './access-log.ts'
import type { LineParser, RuleField } from './rule.ts'
import type { SpecReader } from './spec-reader.ts'

const standardFormats: ReadonlyMap<string, string> = new Map([
  ['common', '%h %l %u %t "%r" %>s %b'],
  ['combined', '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'],
])

/** Directives of mod_log_config without an argument, by letter: the names grok's COMBINEDAPACHELOG gives where it has one. */
const directives: Readonly<Record<string, readonly [string, ValueType]>> = {
  a: ['clientip', 'string'],
  A: ['serverip', 'string'],
  h: ['clientip', 'string'],
  l: ['ident', 'string'],
  u: ['auth', 'string'],
  t: ['timestamp', 'date'],
  s: ['response', 'long'],
  b: ['bytes', 'long'],
  B: ['bytes', 'long'],
  O: ['bytes_sent', 'long'],
  I: ['bytes_received', 'long'],
  S: ['bytes_transferred', 'long'],
  D: ['duration_us', 'long'],
  T: ['duration_s', 'float'],
  f: ['file', 'string'],
  H: ['protocol', 'string'],
  k: ['keepalive_requests', 'long'],
  L: ['log_id', 'string'],
  m: ['verb', 'string'],
  p: ['port', 'long'],
  P: ['pid', 'long'],
  q: ['query', 'string'],
  R: ['handler', 'string'],
  U: ['path', 'string'],
  v: ['vhost', 'string'],
  V: ['vhost', 'string'],
  X: ['connection_status', 'string'],
}

/** %{name}i and its kin: what the name is put behind. */
const headerPrefixes: Readonly<Record<string, string>> = {
  i: '',
  o: 'sent_',
  C: 'cookie_',
  e: 'env_',
  n: 'note_',
}
const headerNames: ReadonlyMap<string, string> = new Map([
  ['referer', 'referrer'],
  ['user_agent', 'agent'],
])

const directive = /%[!<>\d,]*(?:\{([^}]*)\})?([a-zA-Z%])/

/**
 * `format`: combined (the default), common, or a LogFormat string. Throws E18007 for an unknown directive and for two
 * directives without text between them.
 */
export function parseApacheSpec(reader: SpecReader): AccessLogSpec {
  const format = reader.text('format', 'combined')
  const { texts, variables, unknown } = apacheFormat(format)
  if (unknown !== undefined) throw reader.wrong('format', `has '${unknown}', which is not a known directive`)
  if (variables.length === 0) throw reader.wrong('format', 'has no % directive')
  if (texts.slice(1, -1).includes('')) {
    throw reader.wrong('format', 'has two directives without text between them; they cannot be told apart')
  }
  const fields = reader.fields('fields')
  return { format, ...(fields && { fields }) }
}

export function compileApacheRule({ format }: AccessLogSpec): LineParser {
  return compileLogFormat(apacheFormat(format), unescapeApache)
}

export function apacheFields({ format }: AccessLogSpec): readonly RuleField[] {
  return formatFields(apacheFormat(format))
}

function apacheFormat(format: string): LogFormat & { readonly unknown: string | undefined } {
  let rest = standardFormats.get(format) ?? format.replaceAll('\\"', '"')
  let text = ''
  let unknown: string | undefined
  const texts: string[] = []
  const variables: LogVariable[] = []
  for (let match = directive.exec(rest); match !== null; match = directive.exec(rest)) {
    const [whole, argument, letter = ''] = match
    text += rest.slice(0, match.index)
    rest = rest.slice(match.index + whole.length)
    const variable = letter === '%' ? undefined : variableOf(letter, argument)
    if (letter === '%') text += '%'
    else if (variable === undefined) unknown ??= whole
    else {
      // %t alone is written in brackets.
      const bracketed = letter === 't' && argument === undefined
      texts.push(bracketed ? `${text}[` : text)
      variables.push(variable)
      text = bracketed ? ']' : ''
    }
  }
  return { texts: [...texts, text + rest], variables, unknown }
}

function variableOf(letter: string, argument: string | undefined): LogVariable | undefined {
  if (letter === 'r') return requestLine
  if (argument !== undefined) {
    const special = withArgument(letter, argument)
    if (special !== undefined) return special
  }
  const known = Object.hasOwn(directives, letter) ? directives[letter] : undefined
  return known && oneField(...known)
}

/** Directives whose argument changes what they are. */
function withArgument(letter: string, argument: string): LogVariable | undefined {
  const prefix = headerPrefixes[letter]
  if (prefix !== undefined) {
    const name = argument.toLowerCase().replace(/\W/g, '_')
    return oneField(letter === 'i' ? (headerNames.get(name) ?? name) : prefix + name, 'string')
  }
  if (letter === 't')
    return oneField('timestamp', /^(begin:|end:)?[mu]?sec$/.test(argument) ? 'date' : 'string')
  if (letter === 'T' && argument !== 's') return oneField(`duration_${argument}`, 'long')
  return undefined
}

/** Apache writes \" \\ \n \t \r … and other bytes as \xhh. */
function unescapeApache(text: string): string {
  if (!text.includes('\\')) return text
  const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' }
  return text.replace(/(?:\\x[0-9A-Fa-f]{2})+|\\(.)/g, (run, char: string | undefined) =>
    char === undefined ? unescapeHex(run) : (controls[char] ?? char),
  )
}
