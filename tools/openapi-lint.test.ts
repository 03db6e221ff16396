import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'

// The page is what a server answers: reference-pages.test.ts sees to that.
const page = join(import.meta.dirname, '../docs/reference/openapi.json')

async function problemsIn(source: string): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    // What the strict rules leave out, and readers and generators need.
    rules: {
      'no-unused-components': 'error',
      'operation-operationId': 'error',
      'operation-description': 'off',
      'parameter-description': 'error',
      'no-duplicated-tag-names': 'error',
      'no-ambiguous-paths': 'error',
      'no-invalid-media-type-examples': 'error',
    },
  })
  const problems = await lintFromString({ source, absoluteRef: page, config })
  return problems.map(({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer}: ${message}`)
}

test('the OpenAPI document has nothing that a linter objects to', async () => {
  assert.equal((await problemsIn(readFileSync(page, 'utf8'))).join('\n'), '')
})

test('the linter sees an operation without an id and a reference that leads nowhere', async () => {
  const source = readFileSync(page, 'utf8')
    .replace('"operationId": "getRepos",', '')
    .replace('#/components/schemas/TaskStatus', '#/components/schemas/Nowhere')
  const problems = (await problemsIn(source)).join('\n')
  assert.match(problems, /^operation-operationId at /m)
  assert.match(problems, /^no-unresolved-refs at /m)
})
