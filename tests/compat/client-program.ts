import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import type { TestServer } from '../e2e/start-server.ts'

/** A command that builds or runs a client program: the program, its arguments, where. */
export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly directory: string
}

/**
 * Whether these tools can be run. A missing one fails the test, since a client nobody tried is not known to work;
 * SLUICE_TEST_COMPAT_OPTIONAL=1 turns that into a skip that says so, for machines that cannot have them.
 */
export function toolsAreHere(t: TestContext, tools: readonly string[]): boolean {
  const missing = tools.filter((tool) => spawnSync('which', [tool]).status !== 0)
  if (missing.length === 0) return true
  const why = `THE PUBLISHED CLIENT WAS NOT TRIED: ${missing.join(', ')} not found on PATH`
  if (!process.env['SLUICE_TEST_COMPAT_OPTIONAL'])
    throw new Error(`${why}. Install it, or set SLUICE_TEST_COMPAT_OPTIONAL=1 to go on without`)
  console.error(why)
  t.skip(why)
  return false
}

/** Runs to the end; throws with everything it printed when it fails. */
export async function build({ command, args, directory }: Command): Promise<void> {
  const child = spawn(command, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => printed.push(line))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command} exited with ${code}:\n${printed.join('\n')}`)
}

/**
 * Runs a client program against the server and reports each `ok NAME` or `FAIL NAME: WHY` line it prints as a subtest.
 * Other lines are the library's own chatter. The program must end with its tally, and with a code that agrees with it.
 */
export async function runChecks(t: TestContext, program: Command, server: TestServer): Promise<void> {
  const child = spawn(program.command, program.args, {
    cwd: program.directory,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      SLUICE_TEST_SERVER: server.url,
      SLUICE_TEST_ACCESS_KEY: server.accessKey,
      SLUICE_TEST_SECRET_KEY: server.secretKey,
    },
  })
  const closed = once(child, 'close')
  let tally: string | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    const check = /^(ok|FAIL) (.+)$/.exec(line)
    if (check) await report(t, check[1] === 'ok', check[2] ?? '')
    if (/^\d+ passed, \d+ failed$/.test(line)) tally = line
  }
  const [code] = await closed
  if (!tally) throw new Error(`the program exited with ${code} before it gave its tally`)
  if ((code === 0) !== tally.endsWith(' 0 failed')) throw new Error(`exit code ${code} after '${tally}'`)
}

async function report(t: TestContext, passed: boolean, text: string): Promise<void> {
  const end = passed ? text.length : text.indexOf(': ')
  await t.test(text.slice(0, end < 0 ? text.length : end), () => {
    if (!passed) throw new Error(text.slice(end + 2))
  })
}
