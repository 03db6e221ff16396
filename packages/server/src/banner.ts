import { relative } from 'node:path'
import type { FirstAccount } from './access/first-account.ts'

export interface Started {
  readonly version: string
  readonly url: string
  readonly dataDirectory: string
  readonly account: FirstAccount
}

/** What a person reads after `npm start`. The secret key is printed by the first start only. */
export function banner({ version, url, dataDirectory, account }: Started): string {
  const folder = shortPath(dataDirectory)
  const keys = account.created
    ? [
        `  account     ${account.name}`,
        `  access key  ${account.accessKey}`,
        `  secret key  ${account.secretKey}`,
        `              shown this once; both are kept in ${folder}/credentials.json (mode 0600)`,
      ]
    : [`  account     ${account.name}, keys in ${folder}/credentials.json`]
  return [
    '',
    `Sluice ${version} is ready at ${url}`,
    '',
    `  data        ${folder}`,
    ...keys,
    '',
    'Try it, in another terminal, in this folder:',
    '',
    '  npx sluice repo create hello --field name:string --field n:long',
    `  printf 'name=world\\tn=1\\n' | npx sluice push hello`,
    '  npx sluice tail hello -n 1',
    '',
    'Ctrl-C stops it. `npm start -- --help` prints all settings.',
    '',
    '',
  ].join('\n')
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : `./${short}`
}
