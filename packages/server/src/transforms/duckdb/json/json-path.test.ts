import assert from 'node:assert/strict'
import { test } from 'node:test'
import { duckdbPath, parseJsonPath } from './json-path.ts'

const translated = (path: string) => {
  const steps = parseJsonPath(path)
  return steps && duckdbPath(steps)
}

test('members, elements and the whole are found by paths of DuckDB', () => {
  assert.equal(translated('$'), '$')
  assert.equal(translated('$.store.fruit[0]'), '$."store"."fruit"[0]')
  assert.equal(translated("$['a b'].c-d[*]"), '$."a b"."c-d"[*]')
  assert.equal(translated("$['a.b']"), '$."a.b"')
})

test('names that DuckDB would read as something else are quoted', () => {
  assert.equal(translated('$.q"t'), '$."q\\"t"')
  assert.equal(translated('$.a\\b'), '$."a\\\\b"')
  assert.equal(translated('$.0'), '$."0"')
})

for (const path of [
  '',
  'a',
  '$a',
  '$.',
  '$.a.[1]',
  '$.a[-1]',
  '$.a[ 1 ]',
  '$["a"]',
  '$.a[',
  '$.*',
  "$['*']",
  '$.a.*',
])
  test(`'${path}' finds nothing, as in Spark`, () => {
    assert.equal(parseJsonPath(path), undefined)
  })
