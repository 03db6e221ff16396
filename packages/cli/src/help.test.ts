import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commands } from './commands/index.ts'
import { run } from './run.ts'
import { createTestShell } from './test-shell.ts'
import { version } from './version.ts'

async function print(...words: string[]): Promise<string> {
  const shell = createTestShell()
  assert.equal(await run(words, shell), 0)
  return shell.out
}

test('help of all commands reads as it should', async () => {
  const path = join(import.meta.dirname, 'help.golden.txt')
  const everything = [[], ...commands.map(({ name }) => name.split(' '))]
  const pages: string[] = []
  for (const words of everything) pages.push(await print('help', ...words))
  assert.equal(
    pages.join(`\n${'-'.repeat(80)}\n`),
    readFileSync(path, 'utf8'),
    `if the change is meant: write the new text to ${path}`,
  )
})

test('help is found by every way that people try', async () => {
  assert.equal(await print('--help'), await print('help'))
  assert.equal(await print('push', '--help'), await print('help', 'push'))
  assert.equal(await print('repo', 'create', '-h'), await print('help', 'repo', 'create'))
  assert.equal(await print('repo', '--help'), await print('help', 'repo'))
  assert.ok((await print('help', 'account')).includes('sluice account list: '))
})

test('no line of help is longer than 120 characters', async () => {
  for (const { name } of commands)
    for (const line of (await print('help', ...name.split(' '))).split('\n'))
      if (!line.startsWith('  sluice ') && !line.startsWith('  eval')) assert.ok(line.length <= 120, line)
})

test('the binary runs the command and hands on its exit code', () => {
  const bin = join(import.meta.dirname, '../bin/sluice.mjs')
  const right = spawnSync(process.execPath, [bin, '--version'], { encoding: 'utf8' })
  assert.deepEqual([right.status, right.stdout, right.stderr], [0, `${version}\n`, ''])
  const wrong = spawnSync(process.execPath, [bin, 'nonsense'], { encoding: 'utf8' })
  assert.deepEqual([wrong.status, wrong.stdout], [2, ''])
})
