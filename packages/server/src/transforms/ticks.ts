/** What follows a turn that was due at some tick of the clock. Times are ms since epoch. */
export interface NextTick {
  readonly dueMs: number
  /** Ticks that no turn of their own will serve: the turn before took so long. */
  readonly missed: number
}

/**
 * Turns are due when the clock shows a multiple of the interval: every 5 minutes is at :00, :05, :10 and so on. A turn that
 * took longer than its interval is followed by one at once, which is due since the last tick that has passed and stands
 * for all of them; so turns never overlap and never pile up. The clock may be set back, or a timer fire a little early.
 */
export function nextTick(lastDueMs: number, nowMs: number, intervalMs: number): NextTick {
  const passedMs = Math.floor(nowMs / intervalMs) * intervalMs
  if (passedMs > lastDueMs) {
    const ticks = Math.ceil((passedMs - lastDueMs) / intervalMs)
    return { dueMs: passedMs, missed: ticks - 1 }
  }
  const early = lastDueMs - nowMs <= intervalMs
  const from = early ? Math.floor(lastDueMs / intervalMs) * intervalMs : passedMs
  return { dueMs: from + intervalMs, missed: 0 }
}
