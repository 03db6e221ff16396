import type { Call } from './signed-request.ts'

/** The members of an OpenAPI document that requests are made from. */
export interface ApiDocument {
  readonly paths: { readonly [path: string]: { readonly [method: string]: ApiOperation } }
  readonly components: { readonly schemas: { readonly [name: string]: Schema } }
}

export interface ApiOperation {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[]
  readonly responses: { readonly [status: string]: { readonly description?: string } }
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema?: Schema } } }
}

export type Schema = { readonly [key: string]: unknown }

/** The document that this server serves; tools/openapi-lint.test.ts sees that it is one. */
export async function apiDocument(serverUrl: string): Promise<ApiDocument> {
  return (await (await fetch(`${serverUrl}/openapi.json`)).json()) as ApiDocument
}

/** Whatever the operation: of the HTTP layer, for X-Resource-Owner, and faults; the document says so once. */
const codesAnywhere = ['E9000', 'E9003', 'E18004', 'E18005', 'E18007', 'E18664', 'E18665']

/** Whether the document names this code among the refusals of the operation that the call is. */
export function isDocumented(
  { paths }: ApiDocument,
  { method, path }: Call,
  status: number,
  code: string,
): boolean {
  const asked = path.split('?', 1)[0] ?? ''
  const operations = Object.entries(paths)
    .filter(([template]) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]*')}$`).test(asked))
    .flatMap(([, methods]) => methods[method.toLowerCase()] ?? [])
  if (operations.length === 0 || codesAnywhere.includes(code)) return true
  return operations.some(({ responses }) => responses[status]?.description?.includes(code))
}
