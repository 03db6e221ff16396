import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Change, type DocumentChange, type MetadataStore, VersionConflict } from './metadata-store.ts'

/** What every MetadataStore does. `make` gives an empty one; the suite closes it. */
export function metadataStoreConformance(name: string, make: () => Promise<MetadataStore>): void {
  const check = (title: string, body: (store: MetadataStore) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const store = await make()
      try {
        await body(store)
      } finally {
        await store.close()
      }
    })

  check('a document comes back as it was stored, its version counting from 1', async (store) => {
    const body = { text: 'żółw\n"\\', list: [1, null, { deep: true }], empty: '' }
    await store.commit([{ kind: 'repo', id: 'a/b', body }])
    assert.deepEqual(await store.get('repo', 'a/b'), { id: 'a/b', version: 1, body })
    await store.commit([{ kind: 'repo', id: 'a/b', body: 'other' }])
    assert.deepEqual(await store.get('repo', 'a/b'), { id: 'a/b', version: 2, body: 'other' })
  })

  check('what is not there is undefined, and kinds are apart', async (store) => {
    await store.commit([{ kind: 'repo', id: 'x', body: 1 }])
    assert.equal(await store.get('export', 'x'), undefined)
    assert.equal(await store.get('repo', 'y'), undefined)
    assert.deepEqual(await store.list('export'), [])
  })

  check('nobody shares an object with the store', async (store) => {
    const body = { count: 1 }
    await store.commit([{ kind: 'k', id: 'x', body }])
    body.count = 2
    const read = await store.get<{ count: number }>('k', 'x')
    assert.equal(read?.body.count, 1)
    if (read) read.body.count = 3
    assert.deepEqual((await store.get('k', 'x'))?.body, { count: 1 })
  })

  check('a list holds the ids with the prefix, in byte order', async (store) => {
    // U+FF5E comes after U+1F600 in UTF-16 and before it in UTF-8; % and _ are no wildcards.
    const ids = ['b', 'a/1', 'a/10', 'a/2', 'a', 'a%', 'a_', 'a/\u{1F600}', 'a/\uFF5E', 'A/1']
    await store.commit(ids.map((id) => ({ kind: 'k', id, body: id })))
    const names = async (prefix?: string) => (await store.list('k', prefix)).map(({ id }) => id)
    assert.deepEqual(await names('a/'), ['a/1', 'a/10', 'a/2', 'a/\uFF5E', 'a/\u{1F600}'])
    assert.deepEqual(await names('a%'), ['a%'])
    assert.deepEqual(await names(), [
      'A/1',
      'a',
      'a%',
      'a/1',
      'a/10',
      'a/2',
      'a/\uFF5E',
      'a/\u{1F600}',
      'a_',
      'b',
    ])
    assert.deepEqual(await names('zz'), [])
  })

  check('a commit whose expected version differs is refused whole', async (store) => {
    await store.commit([{ kind: 'k', id: 'x', body: 1 }])
    const stale: Change[] = [
      { kind: 'k', id: 'new', body: 1 },
      { kind: 'k', id: 'x', delete: true },
      { kind: 'k', id: 'x', body: 2, expected: 1 },
    ]
    await assert.rejects(store.commit(stale), VersionConflict)
    assert.equal(await store.get('k', 'new'), undefined)
    assert.deepEqual(await store.get('k', 'x'), { id: 'x', version: 1, body: 1 })
    await store.commit([{ kind: 'k', id: 'x', body: 2, expected: 1 }])
    assert.equal((await store.get('k', 'x'))?.version, 2)
  })

  check('expected 0 means that the document must not exist', async (store) => {
    await store.commit([{ kind: 'k', id: 'x', body: 1, expected: 0 }])
    await assert.rejects(store.commit([{ kind: 'k', id: 'x', body: 2, expected: 0 }]), VersionConflict)
    await assert.rejects(store.commit([{ kind: 'k', id: 'y', body: 2, expected: 1 }]), VersionConflict)
    await store.commit([{ kind: 'k', id: 'y', delete: true, expected: 0 }])
  })

  check('a deleted document is gone, and a new one of that id starts at version 1', async (store) => {
    await store.commit([{ kind: 'k', id: 'x', body: 1 }])
    await store.commit([{ kind: 'k', id: 'x', body: 2 }])
    await store.commit([{ kind: 'k', id: 'x', delete: true, expected: 2 }])
    assert.equal(await store.get('k', 'x'), undefined)
    await store.commit([{ kind: 'k', id: 'x', body: 3 }])
    assert.equal((await store.get('k', 'x'))?.version, 1)
  })

  check('of many writers that saw the same version exactly one wins', async (store) => {
    await store.commit([{ kind: 'k', id: 'x', body: 0 }])
    const attempts = Array.from({ length: 20 }, (_, body) =>
      store.commit([{ kind: 'k', id: 'x', body, expected: 1 }]),
    )
    const outcomes = await Promise.allSettled(attempts)
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.equal((await store.get('k', 'x'))?.version, 2)
  })

  check(
    'a watcher sees every change committed after the call, in order, and nothing refused',
    async (store) => {
      await store.commit([{ kind: 'k', id: 'before', body: 0 }])
      const stop = new AbortController()
      const watched = store.watch('k', stop.signal)
      await store.commit([
        { kind: 'k', id: 'a', body: { n: 1 } },
        { kind: 'other', id: 'a', body: 1 },
      ])
      await assert.rejects(store.commit([{ kind: 'k', id: 'b', body: 1, expected: 7 }]), VersionConflict)
      await store.commit([{ kind: 'k', id: 'nothing', delete: true }])
      await store.commit([{ kind: 'k', id: 'a', delete: true }])
      const seen: DocumentChange[] = []
      for await (const change of watched) {
        seen.push(change)
        if (seen.length === 2) await store.commit([{ kind: 'k', id: 'late', body: 3 }])
        if (seen.length === 3) stop.abort()
      }
      assert.deepEqual(seen, [
        { kind: 'k', id: 'a', body: { n: 1 } },
        { kind: 'k', id: 'a', body: undefined },
        { kind: 'k', id: 'late', body: 3 },
      ])
    },
  )

  check('a slow watcher loses nothing', async (store) => {
    const stop = new AbortController()
    const watched = store.watch('k', stop.signal)
    for (let n = 0; n < 500; n++) void store.commit([{ kind: 'k', id: 'x', body: n }])
    const seen: unknown[] = []
    for await (const { body } of watched) if (seen.push(body) === 500) stop.abort()
    assert.deepEqual(
      seen,
      Array.from({ length: 500 }, (_, n) => n),
    )
  })

  check('a watch ends when its signal fires, also while it waits', async (store) => {
    const stop = new AbortController()
    const next = store.watch('k', stop.signal)[Symbol.asyncIterator]().next()
    stop.abort()
    assert.deepEqual(await next, { done: true, value: undefined })
    for await (const change of store.watch('k', AbortSignal.abort())) assert.fail(String(change.id))
  })

  check('any run of commits gives what a plain map gives', async (store) => {
    const id = fc.constantFrom('a', 'b', 'c')
    const expected = fc.option(fc.nat({ max: 3 }), { nil: undefined })
    const put = fc.record({ kind: fc.constant('p'), id, body: fc.jsonValue(), expected })
    const remove = fc.record({ kind: fc.constant('p'), id, delete: fc.constant(true as const), expected })
    const commit = fc.array(fc.oneof(put, remove), { maxLength: 3 })
    const model = new Map<string, { version: number; body: string }>()
    await fc.assert(
      fc.asyncProperty(commit, async (changes) => {
        const after = new Map(model)
        const accepted = changes.every((change) => applyToModel(after, change))
        if (accepted) {
          await store.commit(changes)
          model.clear()
          for (const [key, stored] of after) model.set(key, stored)
        } else await assert.rejects(store.commit(changes), VersionConflict)
        const listed = (await store.list('p')).map(({ id, version, body }) => [
          id,
          { version, body: JSON.stringify(body) },
        ])
        assert.deepEqual(listed, [...model].sort())
      }),
      { numRuns: 200 },
    )
  })

  test(`${name}: after close everything is refused, and closing again does nothing`, async () => {
    const store = await make()
    await store.close()
    await store.close()
    await assert.rejects(store.get('k', 'x'), /closed/)
    await assert.rejects(store.list('k'), /closed/)
    await assert.rejects(store.commit([]), /closed/)
  })

  test(`${name}: closing ends the watches`, async () => {
    const store = await make()
    const next = store.watch('k', new AbortController().signal)[Symbol.asyncIterator]().next()
    await store.close()
    assert.deepEqual(await next, { done: true, value: undefined })
  })
}

function applyToModel(model: Map<string, { version: number; body: string }>, change: Change): boolean {
  const version = model.get(change.id)?.version ?? 0
  if (change.expected !== undefined && change.expected !== version) return false
  if ('delete' in change) model.delete(change.id)
  // Through text: JSON has no -0.
  else model.set(change.id, { version: version + 1, body: JSON.stringify(change.body) })
  return true
}
