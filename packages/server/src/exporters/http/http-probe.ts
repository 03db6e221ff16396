import { connect } from 'node:net'

/** Whether something listens there. Undefined when it does, else what a person should know. Sends nothing: a receiver
 *  need not know any request but the export's own. */
export function reachable(origin: string, signal: AbortSignal): Promise<string | undefined> {
  const { hostname, port, protocol } = new URL(origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)) })
    const end = (problem?: string) => {
      socket.destroy()
      signal.removeEventListener('abort', onAbort)
      resolve(problem)
    }
    const onAbort = () => end(`${origin} does not answer; check spec.host`)
    socket.once('connect', () => end())
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(`${origin} cannot be reached (${error.code ?? error.message}); check spec.host`),
    )
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}
