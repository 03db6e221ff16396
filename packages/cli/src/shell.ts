import { homedir } from 'node:os'
import type { Writable } from 'node:stream'

/** Everything a command sees of the world outside, so that tests run commands in their own process. */
export interface Shell {
  readonly stdin: AsyncIterable<Uint8Array> & {
    readonly isTTY?: boolean
    /** Of a terminal: true, and what is typed comes at once and is not shown. */
    setRawMode?(raw: boolean): unknown
  }
  readonly stdout: Output
  readonly stderr: Output
  readonly env: { readonly [name: string]: string | undefined }
  readonly directory: string
  readonly homeDirectory: string
  nowMs(): number
}

export interface Output {
  /** Resolves when there is room for more: whoever prints much waits. */
  write(text: string): Promise<void>
  readonly tty: boolean
  /** Only when tty, and NO_COLOR is not set. */
  readonly colour: boolean
  /** Characters of a line. */
  readonly columns: number
}

export function systemShell(): Shell {
  return {
    stdin: process.stdin,
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    env: process.env,
    directory: process.cwd(),
    homeDirectory: homedir(),
    nowMs: Date.now,
  }
}

function output(stream: Writable & { isTTY?: boolean; columns?: number }): Output {
  const tty = stream.isTTY === true
  return {
    tty,
    colour: tty && !process.env['NO_COLOR'],
    get columns() {
      return stream.columns ?? 80
    },
    write: async (text) => {
      if (!stream.write(text)) await new Promise<void>((resolve) => stream.once('drain', resolve))
    },
  }
}
