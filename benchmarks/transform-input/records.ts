import { parseSchema } from '@sluice/model'
import type { RecordLog } from '../../packages/server/src/queues/record-log.ts'

/** Records of 10 fields and 1 KB, as an access log has them. The text of a message is not found a second time. */
export const schema = parseSchema([
  { key: 'id', valtype: 'long' },
  { key: 'host', valtype: 'string' },
  { key: 'path', valtype: 'string' },
  { key: 'status', valtype: 'long' },
  { key: 'bytes', valtype: 'long' },
  { key: 'ms', valtype: 'float' },
  { key: 'logged', valtype: 'date' },
  { key: 'ok', valtype: 'boolean' },
  { key: 'agent', valtype: 'string' },
  { key: 'message', valtype: 'string' },
])

const batchRecords = 10_000
const messageCharacters = 362
const startMs = Date.UTC(2017, 0, 12)

/** Appends `count` records from id 0 on; returns their bytes. */
export async function fill(log: RecordLog, queue: string, count: number): Promise<number> {
  const words = text(8 * 1024 * 1024)
  let bytes = 0
  for (let from = 0; from < count; from += batchRecords) {
    const records = Math.min(batchRecords, count - from)
    const lines = Buffer.from(
      Array.from({ length: records }, (_, i) => line(from + i, words)).join(''),
      'latin1',
    )
    bytes += lines.length
    await log.append(queue, { lines, count: records })
  }
  return bytes
}

function line(id: number, words: string): string {
  const status = id % 10 === 3 ? 500 : 200
  const at = new Date(startMs + Math.floor(id / 100) * 1000).toISOString().replace('.000Z', 'Z')
  const agent = agents[id % agents.length]
  return (
    `{"id":${id},"host":"web-${(id * 7) % 40}.example.com","path":"/v2/repos/${(id * 7919) % 1000}/data","status":${status},` +
    `"bytes":${(id * 7919) % 100_000},"ms":${(id % 1000) / 8},"logged":"${at}","ok":${status === 200},"agent":"${agent}",` +
    `"message":"${piece(words, id)} ${piece(words, id * 31 + 7)}"}\n`
  )
}

const agents = [
  'Windows NT 10.0; Win64',
  'X11; Linux x86_64',
  'Macintosh; Intel Mac OS X 10_12',
  'Linux; Android 7.0',
].map(
  (system) =>
    `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/55.0.2883.87 Safari/537.36`,
)

const piece = (words: string, seed: number): string => {
  const at = (seed * 2_654_435) % (words.length - messageCharacters)
  return words.slice(at, at + messageCharacters)
}

/** Words of random letters: compresses about as log messages do. */
function text(characters: number): string {
  let state = 88_172_645
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const words = Array.from({ length: 5000 }, () =>
    Array.from({ length: 3 + random(8) }, () => String.fromCharCode(97 + random(26))).join(''),
  )
  const parts: string[] = []
  for (let length = 0; length < characters; length += (parts.at(-1)?.length ?? 0) + 1)
    parts.push(words[random(words.length)] ?? '')
  return parts.join(' ')
}
