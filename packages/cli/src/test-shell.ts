import type { Shell } from './shell.ts'

/** For tests: a world outside whose output is kept. */
export interface TestShell extends Shell {
  out: string
  err: string
}

export interface TestShellOptions {
  readonly stdin?: string
  readonly tty?: boolean
  readonly env?: Shell['env']
  readonly directory?: string
  /** Each reading of the clock is this much later. */
  readonly tickMs?: number
  /** The real time, which signatures for a real server need. */
  readonly nowMs?: () => number
}

export const testNowMs = Date.UTC(2026, 0, 2, 3, 4, 5)

export function createTestShell(options: TestShellOptions = {}): TestShell {
  const { stdin = '', tty = false, env = {}, directory = '/nowhere', tickMs = 0 } = options
  let nowMs = testNowMs
  const output = (keep: (text: string) => void) => ({
    tty,
    colour: tty && !env['NO_COLOR'],
    columns: 100,
    write: async (text: string) => keep(text),
  })
  const shell: TestShell = {
    out: '',
    err: '',
    stdin: {
      async *[Symbol.asyncIterator]() {
        if (stdin !== '') yield Buffer.from(stdin)
      },
    },
    stdout: output((text) => {
      shell.out += text
    }),
    stderr: output((text) => {
      shell.err += text
    }),
    env,
    directory,
    homeDirectory: directory,
    nowMs:
      options.nowMs ??
      (() => {
        nowMs += tickMs
        return nowMs
      }),
  }
  return shell
}
