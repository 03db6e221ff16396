import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { toolsAreHere } from './client-program.ts'

/**
 * The published Go library could not be had when this suite was written: the module proxy answers 403 for it. So no program
 * of ours uses it, and tests/compat/go-wire replays its requests instead. This asks again each time and says loudly what
 * came of it; it never passes, because the library has not been tried.
 */
const modules = ['github.com/qiniu/pandora-go-sdk/v2', 'github.com/qiniu/pandora-go-sdk']

test('the published Go client works against Sluice', async (t) => {
  if (!toolsAreHere(t, ['go'])) return
  const directory = await mkdtemp(join(tmpdir(), 'sluice-go-sdk-'))
  t.after(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, 'go.mod'), 'module compat\n\ngo 1.21\n')
  const refusals = modules.map((module) => download(directory, module))
  const got = modules.find((_, index) => refusals[index] === undefined)
  sayNotTried(t, got ? `${got} can be had now: write tests/compat/go with it` : refusals.join('; '))
})

/** Why the module cannot be had; undefined: it can. */
function download(directory: string, module: string): string | undefined {
  const { status, stderr, error } = spawnSync('go', ['mod', 'download', `${module}@latest`], {
    cwd: directory,
    encoding: 'utf8',
    timeout: downloadMsMax,
    env: { ...process.env, GOFLAGS: '-mod=mod' },
  })
  if (status === 0) return undefined
  const [reason = ''] = stderr.match(/\b\d{3} [A-Z][a-z]+.*/) ?? stderr.trim().split('\n').slice(-1)
  return `${module}: ${error?.message ?? reason}`
}

const downloadMsMax = 60_000

function sayNotTried(t: TestContext, why: string): void {
  const sentence = `THE PUBLISHED GO CLIENT WAS NOT TRIED: ${why}. What it sends is replayed by tests/compat/go-wire`
  console.error(sentence)
  t.skip(sentence)
}
