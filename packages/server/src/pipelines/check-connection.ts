import { parseSchema, type Schema } from '@sluice/model'
import type { ExportProbe } from '../exporters/export-host.ts'
import type { ExporterType } from '../exporters/exporter.ts'
import {
  type ConnectionRef,
  connectionDefault,
  connectionNamed,
  findConnection,
  wouldUse,
} from './connections.ts'
import type { PipelineDeps } from './deps.ts'
import { destinationMembers } from './destination-members.ts'
import { repoRefOf, taskRefOf } from './documents.ts'
import { exporterType } from './exports.ts'
import { userVariables } from './variables.ts'

/** Destinations knocked at for one check: those of this many exports. */
const probesMax = 5

/**
 * Knocks at a connection's destination: at the one that `destination` names, else those of the exports that use it, else the
 * one that it is named after. undefined: all is well, else what a person should know. Takes as long as one probe. Errors: E18322 type, E9003 no such
 * connection.
 */
export async function checkConnection(
  deps: PipelineDeps,
  ref: ConnectionRef,
  destination?: string,
): Promise<string | undefined> {
  findConnection(deps, ref)
  const type = exporterType(deps, ref.type)
  const connection = connectionNamed(deps, ref)
  const { account, type: kind } = ref
  const variables = userVariables(deps, account)
  const users = destination ? [] : specsUsing(deps, ref)
  const specs = users.length > 0 ? users : [exampleOf(type, destination || ref.name)]
  const findings = await Promise.all(
    specs.map(async ({ label, spec, schema }) => {
      const probe: ExportProbe = { account, kind, spec, schema, variables, connection }
      const finding = await deps.tasks.checkExport(probe)
      return finding === undefined ? [] : [`${label}${finding}`]
    }),
  )
  const told = [...new Set(findings.flat())].join('; ')
  return told === '' ? undefined : told
}

interface Probed {
  /** Put before what is found. */
  readonly label: string
  readonly spec: unknown
  readonly schema: Schema
}

function specsUsing(deps: PipelineDeps, ref: ConnectionRef): Probed[] {
  return deps.catalog
    .list('export', `${ref.account}/`)
    .filter(({ body }) => body.type === ref.type && wouldUse(deps, ref, body.spec))
    .slice(0, probesMax)
    .map(({ id, body }) => ({
      label: `export '${taskRefOf(id).name}' of repo '${taskRefOf(id).repo}': `,
      spec: body.spec,
      schema: deps.catalog.findRepo(repoRefOf(id))?.schema ?? [],
    }))
}

/** The example of a type, for a repo that has the fields which it names, with this destination where that can be. */
function exampleOf(type: ExporterType, destination: string): Probed {
  const names = new Set(JSON.stringify(type.example).match(/(?<="#)\w+/g) ?? [])
  const fields = [...names].map((key) => ({ key, valtype: 'long' }))
  const schema = fields.length > 0 ? parseSchema(fields) : []
  const [member] = destinationMembers(type)
  const named = member !== undefined && destination !== connectionDefault
  const spec = named
    ? parsedOr(type, { ...Object(type.example), [member]: destination }, schema)
    : type.example
  return { label: 'tried with the example spec of its type: ', spec, schema }
}

function parsedOr(type: ExporterType, spec: unknown, schema: Schema): unknown {
  try {
    return type.parseSpec(spec, schema)
  } catch {
    return type.example
  }
}
