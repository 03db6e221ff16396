import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { copyPart } from './part-of-lines.ts'

const MiB = 1024 ** 2

test('a part of a file is copied as whole lines, in order, into as many files as are wanted', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-part-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'lines')
  let copies = 0
  for (const [size, count] of [
    [10, 700_000],
    [5_000, 1_500],
    [3 * MiB, 3],
  ] as const) {
    const lines = Array.from({ length: count }, (_, i) => `${String(i).padStart(size - 1, '.')}\n`)
    await writeFile(path, lines.join(''))
    for (const pieces of [1, 2, 3])
      for (const [from, to] of [
        [0, undefined],
        [1, count - 1],
        [count - 1, count],
      ] as const) {
        const bytes = { from: from * size, to: to === undefined ? undefined : to * size }
        const paths = copyPart({ path, ...bytes }, pieces, () => join(folder, `copy-${copies++}`))
        const texts = await Promise.all(paths.map((copy) => readFile(copy, 'utf8')))
        for (const text of texts) assert.ok(text.endsWith('\n'))
        assert.ok(texts.join('') === lines.slice(from, to).join(''), `${size} ${pieces} ${from}`)
        assert.ok(paths.length <= pieces, `${paths.length} files instead of ${pieces}`)
        if (pieces > 1 && bytes.to === undefined) assert.equal(paths.length, pieces)
      }
  }
})
