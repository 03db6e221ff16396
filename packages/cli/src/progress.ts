import { bytesText, counted, countText, secondsText } from './amounts.ts'
import type { Output } from './shell.ts'

export interface Amount {
  readonly records: number
  /** Bytes stored. */
  readonly bytes: number
}

/** How often a terminal's line is drawn again, and how often a log gets a line. */
const redrawMsMin = 100
const logLineMsMin = 10_000

/** Shows how far a push is: one line drawn over and over on a terminal, a line now and then in a log. */
export class Progress {
  readonly #output: Output
  readonly #nowMs: () => number
  readonly #startedAtMs: number
  /** 0 to 1; undefined when the end is not known (standard input). */
  readonly #fraction: () => number | undefined
  #shownAtMs: number
  #drawn = false

  constructor(output: Output, nowMs: () => number, fraction: () => number | undefined) {
    this.#output = output
    this.#nowMs = nowMs
    this.#startedAtMs = nowMs()
    this.#shownAtMs = this.#startedAtMs
    this.#fraction = fraction
  }

  get seconds(): number {
    return (this.#nowMs() - this.#startedAtMs) / 1000
  }

  show(amount: Amount): void {
    const msMin = this.#output.tty ? redrawMsMin : logLineMsMin
    if (this.#nowMs() - this.#shownAtMs < msMin) return
    this.#shownAtMs = this.#nowMs()
    const line = this.#line(amount)
    this.#drawn = this.#output.tty
    void this.#output.write(this.#output.tty ? `\r\u001b[K${line}` : `${line}\n`)
  }

  /** Makes way for another line. */
  clear(): void {
    if (this.#drawn) void this.#output.write('\r\u001b[K')
    this.#drawn = false
  }

  summary({ records, bytes }: Amount): string {
    const seconds = this.seconds
    // A rate over a few milliseconds says nothing.
    const rate = seconds >= 0.1 ? `: ${countText(Math.round(records / seconds))} records/s` : ''
    return `pushed ${counted(records, 'record')} (${bytesText(bytes)}) in ${secondsText(seconds)}${rate}`
  }

  #line({ records, bytes }: Amount): string {
    const seconds = this.seconds
    const perSecond = (amount: number) => (seconds > 0 ? amount / seconds : 0)
    const facts = [
      `${countText(records)} records`,
      bytesText(bytes),
      `${countText(Math.round(perSecond(records)))} records/s`,
      `${bytesText(Math.round(perSecond(bytes)))}/s`,
    ]
    const fraction = this.#fraction()
    if (fraction === undefined) return facts.join('  ')
    const percent = `${Math.floor(fraction * 100)}%`.padStart(4)
    const left = fraction > 0 ? `${secondsText((seconds / fraction) * (1 - fraction))} left` : ''
    return [...(this.#output.tty ? [bar(fraction)] : []), percent, ...facts, left].join('  ').trimEnd()
  }
}

const barWidth = 20

function bar(fraction: number): string {
  const full = Math.floor(fraction * barWidth)
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`
}
