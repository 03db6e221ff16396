/** Ids of answers, for `X-Reqid`: unique per server run, short, in order within a run. */
export function createReqids(randomBytes: (count: number) => Buffer): () => string {
  const run = randomBytes(6).toString('base64url')
  let count = 0
  return () => `${run}${(count++).toString(36).padStart(6, '0')}`
}
