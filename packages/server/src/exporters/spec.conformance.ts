import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { SluiceError } from '@sluice/model'
import fc from 'fast-check'
import type { TObject, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { ExporterType } from './exporter.ts'
import { everyField } from './testing/records.ts'

/** What every export type does with specs. `make` gives one that is right for the schema `everyField`. */
export function specConformance<T>(
  type: ExporterType<T>,
  make: (context: TestContext) => Promise<unknown>,
): void {
  const check = (title: string, body: (spec: unknown) => void) =>
    test(`${type.kind}: ${title}`, async (context) => body(await make(context)))

  test(`${type.kind}: every option is described, and numbers say their unit and bound`, () => {
    assert.ok(type.title)
    for (const [name, option] of Object.entries(optionsOf(type).properties)) {
      const description = 'description' in option ? String(option.description) : ''
      assert.ok(description.length > 10, `${name} has no description`)
      const unused = description.includes('not used')
      if ('type' in option && option.type === 'integer' && !unused)
        assert.match(description, /bytes|seconds|days|milliseconds|records/i, `${name} has no unit`)
    }
  })

  test(`${type.kind}: the example is a spec that needs nothing filled in`, () => {
    assert.ok(Value.Check(type.options, type.example))
    const fields = JSON.stringify(type.example).match(/#(\w+)/g) ?? []
    const schema = [...new Set(fields)].map((name) => ({ ...everyField[0]!, key: name.slice(1) }))
    assert.deepEqual(type.parseSpec(type.example, schema), type.example)
  })

  check('a parsed spec holds every default, and parses to itself', (spec) => {
    const parsed: object = Object(type.parseSpec(spec, everyField))
    for (const [name, option] of Object.entries(optionsOf(type).properties))
      if ('default' in option) assert.ok(name in parsed, `${name} is not filled in`)
    assert.deepEqual(type.parseSpec(parsed, everyField), parsed)
    assert.deepEqual(type.parseSpec(JSON.parse(JSON.stringify(parsed)), everyField), parsed)
  })

  check('unknown keys and nulls do no harm', (spec) => {
    const parsed = type.parseSpec(spec, everyField)
    const defaults = Object.entries(optionsOf(type).properties).filter(([, option]) => 'default' in option)
    const nulls = Object.fromEntries(defaults.map(([name]) => [name, null]))
    const loose = { ...nulls, ...Object(spec), somethingNew: { deep: [1] } }
    assert.deepEqual(type.parseSpec(loose, everyField), parsed)
  })

  check('a spec that is none, or lacks or mistypes an option, is refused naming it', (spec) => {
    for (const none of [undefined, null, 'x', [], 7])
      assert.throws(() => type.parseSpec(none, everyField), refusal(/spec/))
    for (const name of optionsOf(type).required ?? []) {
      if (!('default' in (optionsOf(type).properties[name] ?? {}))) {
        const { [name]: _gone, ...lacking } = Object(spec)
        assert.throws(() => type.parseSpec(lacking, everyField), refusal(new RegExp(`spec\\.${name}`)))
      }
      const mistyped = { ...Object(spec), [name]: { not: ['this'] } }
      assert.throws(() => type.parseSpec(mistyped, everyField), refusal(new RegExp(`spec\\.${name}`)))
    }
  })

  check('whatever an option holds, a spec is refused with a code or parses to itself', (spec) => {
    const names = Object.keys(optionsOf(type).properties)
    const keys = fc.oneof(fc.constantFrom('a', '$set', '$inc', '__proto__', 'id', 'a.b', ''), fc.string())
    const texts = fc.oneof(fc.constantFrom('#id', 'name', '#', '#nope', ''), fc.string({ unit: 'binary' }))
    const values = fc.oneof(
      texts,
      fc.object({ key: keys, values: [texts, fc.constant(null)] }),
      fc.jsonValue(),
    )
    const changes = fc.dictionary(fc.constantFrom(...names), values, { minKeys: 1 })
    fc.assert(fc.property(changes, (more) => holds(type, { ...Object(spec), ...more })))
  })
}

function holds<T>(type: ExporterType<T>, spec: unknown): void {
  try {
    // As it is stored: there -0 is 0.
    const stored = (given: unknown) => JSON.parse(JSON.stringify(type.parseSpec(given, everyField)))
    const once = stored(spec)
    assert.deepEqual(stored(once), once)
  } catch (error) {
    if (!refusal(/^spec/)(error)) throw error
  }
}

function optionsOf(type: { readonly options: TSchema }): TObject {
  const { options } = type
  assert.ok('properties' in options, 'options are an object')
  // Its shape has just been looked at.
  return options as TObject
}

function refusal(message: RegExp) {
  return (error: unknown) =>
    error instanceof SluiceError && error.status === 400 && message.test(error.message)
}
