import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readSecrets } from './secrets.ts'
import { createTestShell } from './test-shell.ts'

test('a secret is a line of standard input or the text of a file, without its line end', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-secrets-'))
  context.after(() => rm(directory, { recursive: true }))
  const path = join(directory, 'pw')
  await writeFile(path, ' two words \n')
  const shell = createTestShell({ stdin: 'one\r\n=two=\nnot this' })
  assert.deepEqual(await readSecrets(['a', `c=@${path}`, 'b'], shell), {
    a: 'one',
    b: '=two=',
    c: ' two words ',
  })
  assert.deepEqual(await readSecrets(['a'], createTestShell({ stdin: '密码' })), { a: '密码' })
})

test('a secret on the command line is refused without being repeated', async () => {
  const shell = createTestShell()
  await assert.rejects(
    readSecrets(['a=hunter2'], shell),
    (error) => error instanceof Error && !error.message.includes('hunter2'),
  )
})

test('a secret that nobody gives is missed by name', async () => {
  await assert.rejects(readSecrets(['a', 'b'], createTestShell({ stdin: 'x\n' })), /b is missing/)
  await assert.rejects(readSecrets(['a'], createTestShell({ stdin: '\n' })), /a is missing/)
})

test('at a terminal a secret is asked for by name, and what is typed is not shown', async () => {
  const raw: boolean[] = []
  const typed = async function* () {
    for (const key of ['h', 'i', '密', '\x7f', '\r', 'y', 'o', '\r']) yield Buffer.from(key)
  }
  const shell = createTestShell({ tty: true })
  const stdin = {
    isTTY: true,
    setRawMode: (on: boolean) => raw.push(on),
    [Symbol.asyncIterator]: typed,
  }
  const secrets = await readSecrets(['a', 'b'], {
    ...shell,
    stdin,
  })
  assert.deepEqual(secrets, { a: 'hi', b: 'yo' })
  assert.equal(shell.err, 'a: \nb: \n')
  assert.deepEqual(raw, [true, false])
})
