import type { ValueType } from '../schema/field.ts'
import {
  type AccessLogSpec,
  compileLogFormat,
  formatFields,
  type LogFormat,
  oneField,
  unescapeHex,
} from './access-log.ts'
import type { LineParser, RuleField } from './rule.ts'
import type { SpecReader } from './spec-reader.ts'

/** What nginx writes without a log_format of one's own. */
const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

/** Variables that are no plain text. Times of upstreams are text: they may be lists (`0.1, 0.2`). */
const variableTypes: Readonly<Record<string, ValueType>> = {
  time_local: 'date',
  time_iso8601: 'date',
  msec: 'date',
  status: 'long',
  body_bytes_sent: 'long',
  bytes_sent: 'long',
  bytes_received: 'long',
  request_length: 'long',
  content_length: 'long',
  connection: 'long',
  connection_requests: 'long',
  remote_port: 'long',
  server_port: 'long',
  pid: 'long',
  request_time: 'float',
  session_time: 'float',
  gzip_ratio: 'float',
}

/**
 * `format`: combined (the default), the value of a log_format directive, or the directive itself as it stands in
 * nginx.conf. Each $variable is a field of that name. Throws E18007 for two variables without text between them.
 */
export function parseNginxSpec(reader: SpecReader): AccessLogSpec {
  const format = reader.text('format', 'combined')
  const { texts, variables } = nginxFormat(format)
  if (variables.length === 0) throw reader.wrong('format', 'has no $variable')
  if (texts.slice(1, -1).includes('')) {
    throw reader.wrong('format', 'has two variables without text between them; they cannot be told apart')
  }
  const fields = reader.fields('fields')
  return { format, ...(fields && { fields }) }
}

export function compileNginxRule({ format }: AccessLogSpec): LineParser {
  return compileLogFormat(nginxFormat(format), unescapeHex)
}

export function nginxFields({ format }: AccessLogSpec): readonly RuleField[] {
  return formatFields(nginxFormat(format))
}

function nginxFormat(format: string): LogFormat {
  const text = format === 'combined' ? combined : fromDirective(format)
  const pieces = text.split(/\$(?:\{(\w+)\}|(\w+))/)
  const texts: string[] = []
  const names: string[] = []
  for (let i = 0; i < pieces.length; i += 3) {
    texts.push(pieces[i] ?? '')
    const name = pieces[i + 1] ?? pieces[i + 2]
    if (name !== undefined) names.push(name)
  }
  return { texts, variables: names.map((name) => oneField(name, typeOf(name))) }
}

function typeOf(name: string): ValueType {
  return Object.hasOwn(variableTypes, name) ? (variableTypes[name] ?? 'string') : 'string'
}

/** `log_format main '$a ' '$b';` → `$a $b`. Other text stays as it is. */
function fromDirective(format: string): string {
  const start = /^\s*log_format\s+\w+\s+(?:escape=\w+\s+)?/.exec(format)
  if (start === null) return format
  const value = format.slice(start[0].length).trim().replace(/;$/, '')
  const parts = Array.from(value.matchAll(/'([^']*)'|"([^"]*)"/g), ([, single, double]) => single ?? double)
  return parts.length > 0 ? parts.join('') : value
}
