/** The one table of error codes: every refusal the API can give is a row here (seed: error codes; protocol §9). */
export const errorTable = {
  E9000: { status: 500, meaning: 'internal server error' },
  E9001: { status: 501, meaning: 'not implemented on this server' },
  E9002: { status: 429, meaning: 'the server is overloaded; retry after the time in Retry-After' },
  E9003: { status: 404, meaning: 'no such address' },
  E9004: { status: 409, meaning: 'in use by another resource' },
  E18003: { status: 411, meaning: 'content length missing' },
  E18004: { status: 400, meaning: 'content length invalid' },
  E18005: { status: 413, meaning: 'request body too large' },
  E18006: { status: 400, meaning: 'request body empty' },
  E18007: { status: 400, meaning: 'request body malformed' },
  E18008: { status: 400, meaning: 'field value too long' },
  E18016: { status: 400, meaning: 'variable type invalid' },
  E18017: { status: 400, meaning: 'variable name invalid' },
  E18018: { status: 400, meaning: 'variable value invalid' },
  E18101: { status: 409, meaning: 'repo already exists' },
  E18102: { status: 404, meaning: 'repo does not exist' },
  E18103: { status: 400, meaning: 'repo name invalid' },
  E18104: { status: 400, meaning: 'date format invalid' },
  E18105: { status: 400, meaning: 'repo schema empty' },
  E18106: { status: 400, meaning: 'field name invalid' },
  E18107: { status: 400, meaning: 'field type not supported' },
  E18108: { status: 400, meaning: 'too many source repos' },
  E18109: { status: 400, meaning: 'repo schema invalid' },
  E18110: { status: 400, meaning: 'field value invalid' },
  E18111: { status: 404, meaning: 'field does not exist' },
  E18112: { status: 400, meaning: 'the repo still has transforms or exports' },
  E18113: { status: 409, meaning: 'the repo is being deleted' },
  E18117: { status: 400, meaning: 'plugin name invalid' },
  E18120: { status: 404, meaning: 'resource pool does not exist' },
  E18122: { status: 404, meaning: 'the export names a log repo that does not exist' },
  E18123: { status: 400, meaning: 'record does not fit the schema' },
  E18124: { status: 202, meaning: 'the repo is being created' },
  E18125: { status: 400, meaning: 'gzip body unreadable' },
  E18128: { status: 400, meaning: 'schema incompatible with the existing repo' },
  E18134: { status: 400, meaning: 'too many fields' },
  E18136: { status: 400, meaning: 'repo description invalid' },
  E18137: { status: 400, meaning: 'field description invalid' },
  E18138: { status: 400, meaning: 'tags cannot be decoded' },
  E18201: { status: 409, meaning: 'transform already exists' },
  E18202: { status: 404, meaning: 'transform does not exist' },
  E18203: { status: 415, meaning: 'transform type not supported' },
  E18204: { status: 409, meaning: 'source and destination repo are the same' },
  E18205: { status: 409, meaning: 'destination repo is fed by another transform' },
  E18206: { status: 400, meaning: 'a destination repo is deleted with its transform' },
  E18207: { status: 400, meaning: 'transform spec malformed' },
  E18208: { status: 400, meaning: 'transform interval invalid' },
  E18209: { status: 400, meaning: 'SQL invalid' },
  E18211: { status: 400, meaning: 'plugin output field type invalid' },
  E18212: { status: 400, meaning: 'region does not match' },
  E18213: { status: 400, meaning: 'container type invalid' },
  E18214: { status: 400, meaning: 'container count invalid' },
  E18215: { status: 409, meaning: 'resource pool in use' },
  E18216: { status: 404, meaning: 'plugin does not exist' },
  E18217: { status: 409, meaning: 'plugin already exists' },
  E18218: { status: 409, meaning: 'resource pool already exists' },
  E18219: { status: 400, meaning: 'plugin upload has another length than announced' },
  E18220: { status: 400, meaning: 'plugin upload has another MD5 than announced' },
  E18221: { status: 400, meaning: 'resource pool name invalid' },
  E18222: { status: 400, meaning: 'resource pool region does not match' },
  E18223: { status: 400, meaning: 'the destination repo of a transform takes no pushes' },
  E18228: { status: 400, meaning: 'SQL names an unknown field' },
  E18229: { status: 400, meaning: 'destination repo schema invalid' },
  E18301: { status: 409, meaning: 'export already exists' },
  E18302: { status: 404, meaning: 'export does not exist' },
  E18303: { status: 400, meaning: 'export could not be submitted' },
  E18304: { status: 400, meaning: 'export could not be deleted' },
  E18305: { status: 400, meaning: 'export spec invalid' },
  E18311: { status: 400, meaning: 'export destination field invalid' },
  E18312: { status: 400, meaning: 'the export names a field the repo does not have' },
  E18320: { status: 400, meaning: 'export key prefix invalid' },
  E18322: { status: 400, meaning: 'export type invalid' },
  E18324: { status: 400, meaning: 'source field must be written as #field' },
  E18330: { status: 400, meaning: 'csv needs a delimiter' },
  E18331: { status: 400, meaning: 'rotateSize too large' },
  E18639: { status: 400, meaning: 'workflow name invalid' },
  E18640: { status: 409, meaning: 'workflow already exists' },
  E18641: { status: 404, meaning: 'workflow does not exist' },
  E18642: { status: 400, meaning: 'workflow malformed' },
  E18643: { status: 400, meaning: 'workflow may not change in this state' },
  E18644: { status: 400, meaning: 'workflow may not be started now' },
  E18645: { status: 400, meaning: 'workflow may not be stopped now' },
  E18646: { status: 400, meaning: 'workflow structure invalid' },
  E18650: { status: 400, meaning: 'workflow has nothing to run' },
  E18654: { status: 404, meaning: 'variable does not exist' },
  E18655: { status: 409, meaning: 'variable already exists' },
  E18656: { status: 400, meaning: 'name belongs to a system variable' },
  E18657: { status: 400, meaning: 'undefined variable' },
  E18658: { status: 400, meaning: 'time format invalid' },
  E18660: { status: 400, meaning: 'transform output may only gain fields' },
  E18661: { status: 400, meaning: 'workflow name equals a repo' },
  E18664: { status: 404, meaning: 'resource owner does not exist' },
  E18665: { status: 403, meaning: 'access denied' },
} as const satisfies Record<string, { status: number; meaning: string }>

export type ErrorCode = keyof typeof errorTable

/** A refusal that the caller can act on. `message` is one short fact that names the thing, then what to do where that
 *  helps; the code is prefixed once, on the wire (`E18102: repo 'x' does not exist`). */
export class SluiceError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string = errorTable[code].meaning, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SluiceError'
    this.code = code
  }
  get status(): number {
    return errorTable[this.code].status
  }
  /** The text of the wire's `error` member. The code must be its very first characters: clients classify by them. */
  get wireMessage(): string {
    return `${this.code}: ${this.message}`
  }
}
