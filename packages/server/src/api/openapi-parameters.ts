import type { Json } from './openapi-schemas.ts'
import type { Operation } from './route.ts'

/** What stands in paths. One that is missing here is printed without a description, which a test refuses. */
const inPaths: { readonly [name: string]: string } = {
  repo: 'Name of a repo: a letter or _, then letters, digits and _, at most 128 in all',
  transform: 'Name of a transform, unique within its repo',
  destination: 'Repo that the transform writes; it is made when there is none',
  export: 'Name of an export, unique within its repo',
  replay: 'Id of a replay or redrive, as its start answered it',
  plugin: "Name of a plugin: the full name of the parser's class",
  group: 'Name of a resource pool',
  workflow: 'Name of a workflow',
  variable: 'Name of a variable',
  rule: 'Name of a parse rule',
  account: 'Name of an account of this server',
  type: 'An export type, as GET /v2/exporters lists them',
  name: 'A name within what the path says before it',
}

const owner: Json = {
  name: 'X-Resource-Owner',
  in: 'header',
  description: 'Another account that has granted this one the use of its repos',
  schema: { type: 'string' },
}

/** `components.parameters`: what operations refer to. */
export const sharedParameters: Json = {
  ...Object.fromEntries(Object.keys(inPaths).map((name) => [name, pathParameter(name)])),
  Owner: owner,
}

export function parametersOf({ path, query = {}, headers = {}, open }: Operation): Json[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return [
    ...names.map((name) => (name in inPaths ? shared(name) : pathParameter(name))),
    ...optional('query', query),
    ...optional('header', headers),
    ...(open ? [] : [shared('Owner')]),
  ]
}

const shared = (name: string): Json => ({ $ref: `#/components/parameters/${name}` })

function pathParameter(name: string): Json {
  const description = inPaths[name]
  return {
    name,
    in: 'path',
    required: true,
    ...(description ? { description } : {}),
    schema: { type: 'string' },
  }
}

function optional(where: 'query' | 'header', parameters: { readonly [name: string]: string }): Json[] {
  return Object.entries(parameters).map(([name, description]) => ({
    name,
    in: where,
    description,
    schema: { type: 'string' },
  }))
}
