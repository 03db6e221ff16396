import { type KeyPair, makeToken, signRequest } from '@sluice/sdk'

/** Headers of a push of `n=1` to repo `orders` that proves nothing about who sends it. */
export interface BadToken {
  readonly title: string
  headers(keys: KeyPair): Promise<{ [name: string]: string }>
}

export const path = '/v2/repos/orders/data'
const push = { method: 'POST', resource: path, contentType: 'text/plain' }
const minute = 60_000
const unknown = { accessKey: 'AKunknown', secretKey: 'SKunknown' }

const signedAt = (aheadMs: number) => (keys: KeyPair) => signRequest(keys, push, Date.now() + aheadMs)
const token =
  (request: Partial<typeof push>, lifeMs = minute) =>
  async (keys: KeyPair) => ({
    Authorization: await makeToken(keys, { ...push, ...request }, Date.now() + lifeMs),
  })

export const badTokens: readonly BadToken[] = [
  { title: 'no Authorization header', headers: async () => ({}) },
  { title: 'an empty Authorization header', headers: async () => ({ Authorization: '' }) },
  { title: 'another scheme', headers: async () => ({ Authorization: 'Basic YTpi' }) },
  { title: 'no signature', headers: async ({ accessKey }) => ({ Authorization: `Pandora ${accessKey}` }) },
  { title: 'one part too many', headers: async () => ({ Authorization: 'Pandora a:b:c:d' }) },
  {
    title: 'a signature that is no base64',
    headers: async (keys) => ({
      ...(await signedAt(0)(keys)),
      Authorization: `Pandora ${keys.accessKey}:§§§`,
    }),
  },
  { title: 'an unknown access key', headers: () => signedAt(0)(unknown) },
  {
    title: 'a signature made with another secret key',
    headers: (keys) => signedAt(0)({ ...keys, secretKey: unknown.secretKey }),
  },
  {
    title: 'a signature for another path',
    headers: (keys) => signRequest(keys, { ...push, resource: '/v2/repos/source/data' }, Date.now()),
  },
  {
    title: 'a signature for another method',
    headers: (keys) => signRequest(keys, { ...push, method: 'PUT' }, Date.now()),
  },
  {
    title: 'a signature for another content type',
    headers: (keys) => signRequest(keys, { ...push, contentType: 'application/json' }, Date.now()),
  },
  { title: 'a Date 16 minutes ahead', headers: signedAt(16 * minute) },
  { title: 'a Date 16 minutes behind', headers: signedAt(-16 * minute) },
  {
    title: 'a signature without its Date',
    headers: async (keys) => ({ Authorization: (await signedAt(0)(keys)).Authorization }),
  },
  {
    title: 'a Date that is no HTTP-date',
    headers: async (keys) => ({ ...(await signedAt(0)(keys)), Date: new Date().toISOString() }),
  },
  { title: 'an expired token', headers: token({}, -2000) },
  { title: 'a token for another path', headers: token({ resource: '/v2/repos/source/data' }) },
  { title: 'a token for another method', headers: token({ method: 'GET' }) },
  { title: 'a token for another content type', headers: token({ contentType: 'application/text' }) },
  { title: 'a token of an unknown access key', headers: () => token({})(unknown) },
  {
    title: 'a token whose description was changed',
    headers: async (keys) => {
      const { Authorization } = await token({})(keys)
      const [key, sign] = Authorization.split(':')
      const [, , longer] = (await token({}, 60 * minute)(keys)).Authorization.split(':')
      return { Authorization: `${key}:${sign}:${longer}` }
    },
  },
  {
    title: 'a token that is no JSON',
    headers: async ({ accessKey }) => ({ Authorization: `Pandora ${accessKey}:c2lnbg==:bm90IGpzb24=` }),
  },
]
