import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exporterTypes } from '../exporters/index.ts'
import { destinationMembers } from './destination-members.ts'

test('the members that name a connection are those that the type reads', () => {
  const members = Object.fromEntries(exporterTypes.map((type) => [type.kind, destinationMembers(type)]))
  assert.deepEqual(members['kodo'], ['bucket', 'accessKey'])
  assert.deepEqual(members['http'], ['host'])
  assert.deepEqual(members['blackhole'], [])
  for (const { kind, drivers = [], destinationNames } of exporterTypes)
    if (drivers.length > 0 && destinationNames) assert.notDeepEqual(members[kind], [], kind)
})
