/** Hands every published item to every subscriber, in order. A subscriber's items wait for it in memory. */
export interface Feed<T> {
  publish(item: T): void
  /** What is published after this call (not: after the first `next`), until the signal fires; then it ends. */
  subscribe(wanted: (item: T) => boolean, signal: AbortSignal): AsyncIterable<T>
  /** Ends every subscription once its waiting items are taken. */
  close(): void
}

export function createFeed<T>(): Feed<T> {
  const subscriptions = new Set<Subscription<T>>()
  return {
    publish: (item) => {
      for (const subscription of subscriptions) subscription.offer(item)
    },
    subscribe: (wanted, signal) => {
      const subscription = new Subscription(wanted)
      const end = () => {
        subscriptions.delete(subscription)
        subscription.end()
      }
      if (signal.aborted) end()
      else {
        subscriptions.add(subscription)
        signal.addEventListener('abort', end, { once: true })
      }
      return subscription.items(() => {
        signal.removeEventListener('abort', end)
        end()
      })
    },
    close: () => {
      for (const subscription of subscriptions) subscription.end()
      subscriptions.clear()
    },
  }
}

class Subscription<T> {
  readonly #wanted: (item: T) => boolean
  #waiting: T[] = []
  #ended = false
  #wake = () => {}

  constructor(wanted: (item: T) => boolean) {
    this.#wanted = wanted
  }

  offer(item: T): void {
    if (!this.#wanted(item)) return
    this.#waiting.push(item)
    this.#wake()
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  async *items(onLeave: () => void): AsyncGenerator<T> {
    try {
      for (;;) {
        const items = this.#waiting
        this.#waiting = []
        yield* items
        if (this.#waiting.length > 0) continue
        if (this.#ended) return
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    } finally {
      onLeave()
    }
  }
}
