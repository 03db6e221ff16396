import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openSecretBox } from './secret-box.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-box-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const path = (name: string) => join(folder, name)

test('any text comes back, from a box that hides it', () => {
  const box = openSecretBox({ path: path('a'), randomBytes })
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => box.open(box.seal(text)) === text))
  assert.ok(!Buffer.from(box.seal('password').slice('box1:'.length), 'base64').includes('password'))
  assert.notEqual(box.seal('same'), box.seal('same'))
})

test('the key file is 32 bytes for its owner only, and opens the boxes of an earlier run', () => {
  const sealed = openSecretBox({ path: path('b'), randomBytes }).seal('text')
  assert.equal(readFileSync(path('b')).length, 32)
  assert.equal(statSync(path('b')).mode & 0o777, 0o600)
  assert.equal(openSecretBox({ path: path('b'), randomBytes }).open(sealed), 'text')
})

test('a box of another key, or a changed one, does not open and the error says which file is wrong', () => {
  const box = openSecretBox({ path: path('c'), randomBytes })
  const sealed = box.seal('text')
  const changed = `${sealed.slice(0, 10)}${sealed[10] === 'A' ? 'B' : 'A'}${sealed.slice(11)}`
  const foreign = openSecretBox({ path: path('d'), randomBytes }).seal('text')
  for (const wrong of [changed, foreign, 'box2:AAAA', 'box1:', ''])
    assert.throws(() => box.open(wrong), /does not open with .*c: put back the file/)
})

test('a key file of another length is refused', () => {
  writeFileSync(path('e'), 'short')
  assert.throws(() => openSecretBox({ path: path('e'), randomBytes }), /must hold 32 bytes and has 5/)
})
