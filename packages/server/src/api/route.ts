import type { ErrorCode } from '@sluice/model'
import type { TSchema } from 'typebox'
import type { Actor } from '../access/authenticate.ts'
import type { Permission } from '../pipelines/documents.ts'
import type { OperationTag } from './operation-tags.ts'

/** One operation of the API, declared: the OpenAPI document is printed from it. Paths are written as in OpenAPI
 *  (`/v2/repos/{repo}`). */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly summary: string
  /** What the summary has no room for. */
  readonly description?: string
  /** Names the group of the reference page. */
  readonly tag: OperationTag
  /** Query parameters by name, with a description each. All are optional. */
  readonly query?: { readonly [name: string]: string }
  /** Request headers of its own by name, with a description each. All are optional. */
  readonly headers?: { readonly [name: string]: string }
  /** Shape of the JSON body. Absent = the body is not looked at. */
  readonly body?: TSchema
  /** Code of a body that is JSON but not of that shape; default E18007. */
  readonly bodyCode?: ErrorCode
  /** Content types of a body that is bytes (a jar, records). */
  readonly bodyTypes?: readonly string[]
  /** Shape of the 200 answer; absent = `{}`. */
  readonly answer?: TSchema
  /** Content type of an answer that is not JSON. */
  readonly answerType?: string
  /** What its other answers mean, by status. */
  readonly otherAnswers?: { readonly [status: string]: string }
  /** Codes it raises beside those every operation can raise. */
  readonly errors?: readonly ErrorCode[]
  /** What a grant must allow for this to be done with another account's things (X-Resource-Owner); default: read for GET,
   *  else manage. */
  readonly permission?: Permission
  /** Works without a signature. */
  readonly open?: true
}

/** An operation of the control API: the server routes and answers by it. */
export interface Route extends Operation {
  /** The body is bytes, at most this many: `call.bytes`. Goes with `bodyTypes`. */
  readonly bytesMax?: number
  /** What it resolves with is the answer's body: undefined = `{}`, a Reply for anything that is not plain JSON. */
  handle(call: Call): Promise<unknown>
}

export interface Call {
  readonly actor: Actor
  readonly params: { readonly [name: string]: string }
  readonly query: { readonly [name: string]: string | undefined }
  /** Parsed and checked by the route's shape; the route's handler narrows it with that same shape. */
  readonly body: unknown
  /** The body as it came. */
  readonly bytes: Buffer
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  /** Fires when the caller has gone away. */
  readonly signal: AbortSignal
  /** Fires when the server is to stop: who waits on purpose ends the wait, who works goes on. */
  readonly stopping: AbortSignal
}

/** An answer that is not a JSON value of ours: ready text, or extra headers. */
export class Reply {
  readonly body: string | Uint8Array
  readonly contentType: string
  readonly headers: { readonly [name: string]: string }
  readonly status: number
  constructor(
    body: string | Uint8Array,
    {
      contentType = 'application/json',
      headers = {},
      status = 200,
    }: { contentType?: string; headers?: { [name: string]: string }; status?: number } = {},
  ) {
    this.body = body
    this.contentType = contentType
    this.headers = headers
    this.status = status
  }
}

export const param = (call: Call, name: string): string => call.params[name] ?? ''
