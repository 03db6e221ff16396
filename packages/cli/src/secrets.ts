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
  const lines: string[] = []
  let line: number[] = []
  const ask = async () => {
    const name = names[lines.length]
    if (stdin.isTTY && name !== undefined) await stderr.write(`${name}: `)
  }
  stdin.setRawMode?.(true)
  try {
    await ask()
    reading: for await (const chunk of stdin) {
      for (const byte of chunk) {
        if (byte === ctrlC && stdin.isTTY) throw new UsageError('interrupted')
        if (byte === lineFeed || (byte === carriageReturn && stdin.isTTY)) {
          lines.push(text(line))
          line = []
          if (stdin.isTTY) await stderr.write('\n')
          if (lines.length === names.length) break reading
          await ask()
        } else if (byte === backspace && stdin.isTTY) line.pop()
        else line.push(byte)
      }
    }
  } finally {
    stdin.setRawMode?.(false)
  }
  if (line.length > 0) lines.push(text(line))
  return Object.fromEntries(names.map((name, at) => [name, given(name, lines[at])]))
}

const [ctrlC, lineFeed, carriageReturn, backspace] = [0x03, 0x0a, 0x0d, 0x7f]

const text = (bytes: readonly number[]): string => withoutLineEnd(Buffer.from(bytes).toString())

const withoutLineEnd = (secret: string): string => secret.replace(/\r?\n$|\r$/, '')

function given(name: string, secret: string | undefined): string {
  if (secret) return secret
  throw new UsageError(`${name} is missing`, 'give each secret as a line of standard input, or as name=@file')
}
