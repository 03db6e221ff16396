import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { referencePages } from './reference-pages.ts'

for (const { path, text } of referencePages)
  test(`${path} says what the code says`, async () => {
    const written = readFileSync(join(import.meta.dirname, '..', path), 'utf8')
    assert.equal(written, await text(), 'run: node tools/run.mjs tools/generate-reference.ts')
  })
