import type { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'

const lengthBytes = 4
/** Far more than a batch of any export type; a longer frame means that something else talks here. */
const frameBytesMax = 512 * 1024 * 1024

/** Sends a value, as structured clone knows it, behind its length. `sent` is called when it has left, or cannot. */
export function sendFrame(socket: Socket, value: unknown, sent?: () => void): void {
  const payload = serialize(value)
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32LE(payload.length)
  socket.cork()
  socket.write(length)
  socket.write(payload, sent)
  socket.uncork()
}

/** Calls `take` with each value that arrives. A frame that is no frame ends the connection. */
export function onFrame(socket: Socket, take: (value: unknown) => void): void {
  let chunks: Buffer[] = []
  let bytes = 0
  let wanted = lengthBytes
  let inPayload = false
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    bytes += chunk.length
    while (bytes >= wanted) {
      const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
      const part = all.subarray(0, wanted)
      chunks = [all.subarray(wanted)]
      bytes -= wanted
      wanted = inPayload ? lengthBytes : part.readUInt32LE()
      if (wanted > frameBytesMax) return void socket.destroy(new Error('unreadable frame'))
      if (inPayload) take(deserialize(part))
      inPayload = !inPayload
    }
  })
}
