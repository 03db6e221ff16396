import { SluiceError } from '@sluice/model'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { ExporterType } from '../exporters/exporter.ts'
import { type ConnectionOptions, checkConnectionName, readConnection } from './connection-options.ts'

/** Connections of every account, from the file that the setting `connections` names: type → name → connection. */
export type SharedConnections = ReadonlyMap<
  string,
  ReadonlyMap<string, { readonly driver: string; readonly options: ConnectionOptions }>
>

const ConnectionsFile = Type.Record(
  Type.String(),
  Type.Record(
    Type.String(),
    Type.Object(
      { driver: Type.String(), options: Type.Record(Type.String(), Type.Unknown()) },
      { additionalProperties: false },
    ),
  ),
)

/** Throws Error, for the person who starts the server: it names the file and the member, and no value. */
export function readSharedConnections(
  path: string,
  text: string,
  types: readonly ExporterType[],
): SharedConnections {
  const file = parsed(path, text)
  return new Map(
    Object.entries(file).map(([kind, connections]) => {
      const type = types.find((candidate) => candidate.kind === kind)
      if (!type)
        throw new Error(`${path}: '${kind}' is no export type: ${types.map((t) => t.kind).join(', ')}`)
      const entries = Object.entries(connections).map(([name, given]) => {
        try {
          checkConnectionName(name)
          return [name, readConnection(type, given)] as const
        } catch (error) {
          if (error instanceof SluiceError) throw new Error(`${path}: '${kind}.${name}': ${error.message}`)
          throw error
        }
      })
      return [kind, new Map(entries)] as const
    }),
  )
}

function parsed(path: string, text: string) {
  const file = json(path, text)
  if (Value.Check(ConnectionsFile, file)) return file
  const [fault] = Value.Errors(ConnectionsFile, file)
  const member = fault?.instancePath.slice(1).replaceAll('/', '.')
  throw new Error(
    `${path}: ${member ? `'${member}'` : 'the file'} ${fault?.message}: write {"<type>": {"<name>": {"driver": "…", "options": {…}}}}`,
  )
}

/** Without the parser's own message, which quotes the text, and with it perhaps a secret. */
function json(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${path}: the file is not JSON`)
  }
}
