import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { refuseUnknownMembers } from './known-members.ts'

const shape = Type.Object({
  repo: Type.String(),
  highlight: Type.Optional(Type.Object({ preTag: Type.String(), postTag: Type.String() })),
  tags: Type.Record(Type.String(), Type.String()),
})

test('a member that the shape does not have is refused, wherever it stands, with those that there are', () => {
  assert.throws(() => refuseUnknownMembers(shape, { repo: 'r', highlight: { pre_tags: '<b>' } }), {
    code: 'E18007',
    message: /there is no member 'highlight\.pre_tags'; highlight has: preTag, postTag/,
  })
  assert.throws(() => refuseUnknownMembers(shape, { rep: 'r' }), {
    code: 'E18007',
    message: /there is no member 'rep': did you mean 'repo'\? The body has: repo, highlight, tags/,
  })
})

test('members that are free, or not objects at all, are left to the shape', () => {
  refuseUnknownMembers(shape, { repo: 'r', tags: { anything: 'x' }, highlight: {} })
  refuseUnknownMembers(shape, { highlight: 7 })
  refuseUnknownMembers(shape, 'no object')
})
