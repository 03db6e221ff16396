import { readFile } from 'node:fs/promises'
import { UsageError } from './command.ts'
import type { Shell } from './shell.ts'

/**
 * Secrets that a command line names and does not hold, since other users of the machine can see it: `password=@file` is
 * the text of a file, `password` alone a line of standard input (unseen while it is typed). A line end after it is no part
 * of a secret.
 */
export async function readSecrets(
  words: readonly string[],
  shell: Shell,
): Promise<{ [name: string]: string }> {
  const secrets: { [name: string]: string } = {}
  const asked: string[] = []
  for (const word of words) {
    const [, name = word, path] = /^([^=]+)=@(.+)$/s.exec(word) ?? []
    if (path !== undefined) secrets[name] = withoutLineEnd(await readFile(path, 'utf8'))
    else if (name.includes('='))
      throw new UsageError(
        `--secret ${name.split('=', 1)[0]}: other users of the machine can see what stands here`,
        'write --secret name and give the secret on standard input, or --secret name=@file',
      )
    else asked.push(name)
  }
  if (asked.length > 0) Object.assign(secrets, await askFor(asked, shell))
  return secrets
}

/** One line each, in the order of `names`. */
async function askFor(
  names: readonly string[],
  { stdin, stderr }: Shell,
): Promise<{ [name: string]: string }> {
  const secrets: { [name: string]: string } = {}
  const lines = linesOf(stdin)
  const prompt = async (text: string) => {
    if (stdin.isTTY) await stderr.write(text)
  }
  stdin.setRawMode?.(true)
  try {
    for (const name of names) {
      await prompt(`${name}: `)
      const line = await lines.next()
      await prompt('\n')
      secrets[name] = given(name, line.done ? undefined : line.value)
    }
  } finally {
    stdin.setRawMode?.(false)
    await lines.return(undefined)
  }
  return secrets
}

const [ctrlC, lineFeed, carriageReturn, backspace] = [0x03, 0x0a, 0x0d, 0x7f]

/** Without their ends. A terminal in raw mode sends what is typed key by key: erasing and ctrl-c are ours to do. */
async function* linesOf(stdin: Shell['stdin']): AsyncGenerator<string, undefined> {
  let line: number[] = []
  for await (const chunk of stdin)
    for (const byte of chunk) {
      if (byte === lineFeed || (stdin.isTTY && byte === carriageReturn)) {
        yield textOf(line)
        line = []
      } else if (stdin.isTTY && byte === ctrlC) throw new UsageError('interrupted')
      else if (stdin.isTTY && byte === backspace) eraseCharacter(line)
      else line.push(byte)
    }
  if (line.length > 0) yield textOf(line)
}

/** In UTF-8 all bytes of a character but the first begin with the bits 10. */
function eraseCharacter(line: number[]): void {
  for (let byte = line.pop(); byte !== undefined && (byte & 0xc0) === 0x80; ) byte = line.pop()
}

const textOf = (bytes: readonly number[]): string => withoutLineEnd(Buffer.from(bytes).toString())

const withoutLineEnd = (secret: string): string => secret.replace(/\r?\n$|\r$/, '')

function given(name: string, secret: string | undefined): string {
  if (secret) return secret
  throw new UsageError(`${name} is missing`, 'give each secret as a line of standard input, or as name=@file')
}
