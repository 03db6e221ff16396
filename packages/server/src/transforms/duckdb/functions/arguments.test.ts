import assert from 'node:assert/strict'
import { test } from 'node:test'
import { once } from './arguments.ts'

const twice = (x: string) => `case when ${x} > 0 then ${x} end`

test('a column or short arithmetic is written as often as it is needed', () => {
  assert.equal(once('t0.c0 + 1', twice), 'case when t0.c0 + 1 > 0 then t0.c0 + 1 end')
})

test('what has cases or macros in it is bound to a variable, unless it is needed but once', () => {
  const inner = twice('x')
  assert.equal(once(inner, twice), `list_transform([${inner}], lambda once: ${twice('once')})[1]`)
  assert.equal(
    once(inner, (x) => `exp(${x})`),
    `exp(${inner})`,
  )
  assert.match(
    once(inner, (x) => `spark_round(${x}, 10)`),
    /^list_transform/,
  )
})

test('calls inside calls grow with their depth, not with a power of it', () => {
  let sql = 'x'
  for (let depth = 0; depth < 100; depth++) sql = once(sql, twice)
  assert.ok(sql.length < 100 * 100, String(sql.length))
})
