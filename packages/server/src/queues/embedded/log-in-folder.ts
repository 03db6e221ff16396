import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Schema } from '@sluice/model'
import { silentLogger } from '../../runtime/logger.ts'
import { ManualClock } from '../../runtime/manual-clock.ts'
import { numbersOf } from '../record-log.conformance.ts'
import type { RecordLog } from '../record-log.ts'
import { EmbeddedLog, type EmbeddedLogOptions } from './embedded-log.ts'

// For tests: logs in a temporary folder that goes when the test is over.

export const numberSchema: Schema = [{ key: 'n', valtype: 'long', required: false }]

export const everything = { recordsMax: 1_000_000, bytesMax: 1 << 30 }

export class LogInFolder {
  readonly directory: string
  readonly clock = new ManualClock()
  readonly #options: Partial<EmbeddedLogOptions>
  readonly #opened: EmbeddedLog[] = []

  constructor(directory: string, options: Partial<EmbeddedLogOptions>) {
    this.directory = directory
    this.#options = options
  }

  /** The folder of queue q. */
  get queue(): string {
    return join(this.directory, 'q')
  }

  async open(options: Partial<EmbeddedLogOptions> = {}): Promise<EmbeddedLog> {
    const { directory, clock } = this
    const log = await EmbeddedLog.open({
      directory,
      clock,
      logger: silentLogger,
      ...this.#options,
      ...options,
    })
    this.#opened.push(log)
    return log
  }

  async close(): Promise<void> {
    for (const log of this.#opened) await log.close()
  }

  /** Names of queue q's files that end so. */
  async files(ending: string): Promise<string[]> {
    return (await readdir(this.queue)).filter((name) => name.endsWith(ending)).sort()
  }

  /** Lets time pass, and waits until the log has done what is due then. The log must be the only one who sleeps. */
  async maintain(durationMs = 0): Promise<void> {
    await this.clock.asleep()
    await this.clock.advance(durationMs)
    await this.clock.asleep()
    await this.clock.advance(5_000)
    await this.clock.asleep()
  }
}

export async function logInFolder(
  test: TestContext,
  options: Partial<EmbeddedLogOptions> = {},
): Promise<LogInFolder> {
  const folder = new LogInFolder(await mkdtemp(join(tmpdir(), 'sluice-log-')), options)
  test.after(async () => {
    await folder.close()
    await rm(folder.directory, { recursive: true })
  })
  return folder
}

export async function numbersIn(log: RecordLog, from = 0n): Promise<number[]> {
  return numbersOf(await log.read('q', from, everything))
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)
