import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSerially } from './serially.ts'

test('operations of one key run one after another, also past a failing one', async () => {
  const serially = createSerially()
  const seen: string[] = []
  const step = async (name: string, fails = false) => {
    seen.push(`${name} starts`)
    await Promise.resolve()
    seen.push(`${name} ends`)
    if (fails) throw new Error(name)
    return name
  }
  const first = serially('a', () => step('1', true))
  const second = serially('a', () => step('2'))
  await assert.rejects(first, { message: '1' })
  assert.equal(await second, '2')
  assert.deepEqual(seen, ['1 starts', '1 ends', '2 starts', '2 ends'])
})

test('operations of different keys do not wait for each other', async () => {
  const serially = createSerially()
  let release: () => void = () => undefined
  const held = serially('a', () => new Promise<void>((resolve) => (release = resolve)))
  assert.equal(await serially('b', async () => 'done'), 'done')
  release()
  await held
})
