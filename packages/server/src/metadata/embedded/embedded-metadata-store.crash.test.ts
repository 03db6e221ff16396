// A child commits pairs of documents and prints each commit that was answered; it is killed at random moments.
// Whatever was answered must be there, and no commit may be there by half.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { createEmbeddedMetadataStore } from './embedded-metadata-store.ts'

const rounds = 8
const writer = `
  const { createEmbeddedMetadataStore } = await import(process.argv[1])
  const store = createEmbeddedMetadataStore({ path: process.argv[2] })
  let n = (await store.get('k', 'a'))?.body ?? 0
  const padding = 'x'.repeat(3000)
  for (;;) {
    n++
    await store.commit([
      { kind: 'k', id: 'a', body: n },
      { kind: 'k', id: 'n' + (n % 50), body: padding },
      { kind: 'k', id: 'b', body: n },
    ])
    process.stdout.write(n + '\\n')
  }`

test('kill -9 loses no answered commit and leaves none by half', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-metadata-crash-'))
  const path = join(folder, 'metadata.db')
  try {
    let answeredBefore = 0
    for (let round = 0; round < rounds; round++) {
      const answered = await writeUntilKilled(path, answeredBefore + 1 + Math.floor(Math.random() * 200))
      const store = createEmbeddedMetadataStore({ path })
      const [a, b] = await Promise.all([store.get<number>('k', 'a'), store.get<number>('k', 'b')])
      await store.close()
      assert.equal(a?.body, b?.body)
      assert.ok((a?.body ?? 0) >= answered, `stored ${a?.body}, answered ${answered}`)
      assert.equal(a?.version, a?.body)
      answeredBefore = a?.body ?? 0
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** The last number the child printed; it is killed as soon as it has printed `until`. */
async function writeUntilKilled(path: string, until: number): Promise<number> {
  const module = new URL('./embedded-metadata-store.ts', import.meta.url).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', writer, module, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let answered = 0
  for await (const line of createInterface({ input: child.stdout })) {
    answered = Number(line)
    if (answered >= until) child.kill('SIGKILL')
  }
  const [, signal] = await closed
  assert.equal(signal, 'SIGKILL')
  return answered
}
