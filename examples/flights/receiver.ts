import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Sums } from './source.ts'

/**
 * The other end of an http export: a small web server that adds up what arrives. Delivery is at least once; each request
 * says which offsets it carries, so a receiver that remembers how far it came counts every record once.
 */
export class Receiver {
  #records = 0n
  #flights = 0n
  #delay = 0n
  #distance = 0n
  #requests = 0
  /** The next offset not yet counted. */
  #next = 0n
  readonly #server = createServer((request, response) => {
    void this.#receive(request).then(() => response.writeHead(200).end())
  })

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get requests(): number {
    return this.#requests
  }

  /** Lines received, each a sum over some flights. */
  get records(): bigint {
    return this.#records
  }

  get sums(): Sums {
    return { records: this.#flights, delay: this.#delay, distance: this.#distance }
  }

  async #receive(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const lines = Buffer.concat(chunks).toString('utf8').trimEnd().split('\n')
    const first = BigInt(request.headers['x-sluice-first-offset']?.toString() ?? this.#next)
    const repeated = this.#next > first ? Number(this.#next - first) : 0
    for (const line of lines.slice(repeated)) this.#add(JSON.parse(line))
    this.#requests++
    const end = first + BigInt(lines.length)
    if (end > this.#next) this.#next = end
  }

  #add(row: { flights: number; delay_sum: number; distance_sum: number }): void {
    this.#records++
    this.#flights += BigInt(row.flights)
    this.#delay += BigInt(row.delay_sum)
    this.#distance += BigInt(row.distance_sum)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
