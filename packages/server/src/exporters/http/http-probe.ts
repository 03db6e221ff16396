import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { isDistrust, reasonOf, trusting } from './http-sender.ts'

/**
 * Whether something listens there, and for https whether its certificate is trusted. Undefined when all is well, else what a
 * person should know. Sends nothing: a receiver need not know any request but the export's own.
 */
export function reachable(
  origin: string,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = knock(new URL(origin), ca, () => end())
    const end = (problem?: string) => {
      socket.destroy()
      signal.removeEventListener('abort', onAbort)
      resolve(problem)
    }
    const onAbort = () => end(`${origin} does not answer; check spec.host`)
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(
        isDistrust(error)
          ? `${origin} has a certificate that is not trusted (${reasonOf(error)}); give its connection the certificate as ca`
          : `${origin} cannot be reached (${error.code ?? error.message}); check spec.host`,
      ),
    )
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

function knock({ hostname, port, protocol }: URL, ca: string | undefined, ready: () => void): Socket {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (protocol === 'http:') return connect({ host, port: Number(port || 80) }, ready)
  const named = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
  return connectTls({ host, port: Number(port || 443), ...named, ...trusting(ca) }, ready)
}
