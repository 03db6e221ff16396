import { pathOf } from '../transport.ts'

/** The four kinds of request, by the parts of the path below /v2. */
export const get = (...parts: string[]) => ({ method: 'GET', path: pathOf(...parts) }) as const
export const post = (...parts: string[]) => ({ method: 'POST', path: pathOf(...parts) }) as const
export const put = (...parts: string[]) => ({ method: 'PUT', path: pathOf(...parts) }) as const
export const remove = (...parts: string[]) => ({ method: 'DELETE', path: pathOf(...parts) }) as const
