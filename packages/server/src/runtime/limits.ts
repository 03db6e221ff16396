/** A bound on bytes being worked on at once. Nobody waits: over the bound the caller refuses its work. */
export interface BytesInFlight {
  /** Takes the bytes until the returned function is called (once or more); undefined when they do not fit now. */
  take(bytes: number): (() => void) | undefined
  /** Taken now. */
  readonly bytes: number
}

export function createBytesInFlight(bytesMax: number): BytesInFlight {
  let taken = 0
  return {
    take: (bytes) => {
      if (taken + bytes > bytesMax) return undefined
      taken += bytes
      let held = true
      return () => {
        if (held) taken -= bytes
        held = false
      }
    },
    get bytes() {
      return taken
    },
  }
}
