import type { TestContext } from 'node:test'
import { test } from 'node:test'

/** The test servers end with a test: this is one that cannot time out. */
export async function measuring(body: (t: TestContext) => Promise<void>): Promise<void> {
  await test('measuring', { timeout: Number.POSITIVE_INFINITY }, body)
}
