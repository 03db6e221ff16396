import type { Call, Command } from '../command.ts'
import { readProfiles, writeProfiles } from '../profiles.ts'
import { printTable } from '../table.ts'

/** For the administrator of the server: its first account. */
export const accountCommands: readonly Command[] = [
  {
    name: 'account create',
    summary: 'create an account on the server; prints its keys, this once',
    args: [{ name: 'account', description: 'name of the account' }],
    options: {
      save: { value: 'profile', description: 'keep the keys in this profile instead of printing them' },
    },
    examples: ['sluice account create alice --save alice'],
    run: createAccount,
  },
  {
    name: 'account list',
    summary: 'list the accounts of the server',
    args: [],
    options: {},
    examples: [],
    run: async (call) => {
      const accounts = await (await call.client()).accounts.list()
      const rows = accounts.map(({ name, admin, accessKeys }) => [
        name,
        admin ? 'yes' : '',
        accessKeys.join(' '),
      ])
      const columns = [{ title: 'ACCOUNT' }, { title: 'ADMIN' }, { title: 'ACCESS KEYS' }]
      await call.answer({ accounts }, printTable(columns, rows, call.shell.stdout))
    },
  },
  {
    name: 'account delete',
    summary: 'delete an account that has no repos, workflows, resource pools and plugins any more',
    args: [{ name: 'account', description: 'name of the account' }],
    options: {},
    notes: 'Its keys, connections, variables, parse rules and grants go with it.',
    examples: [],
    run: async (call) => {
      const name = call.arg('account')
      await (await call.client()).accounts.delete(name)
      await call.answer({ deleted: name }, `account ${name} deleted`)
    },
  },
]

async function createAccount(call: Call): Promise<void> {
  const { server } = await call.connection()
  const { name, accessKey, secretKey } = await (await call.client()).accounts.create(call.arg('account'))
  const profile = call.text('save')
  if (profile === undefined) {
    const text = `account ${name} created\naccess key  ${accessKey}\nsecret key  ${secretKey}`
    await call.answer({ created: name, accessKey, secretKey }, text)
    return
  }
  const profiles = new Map(await readProfiles(call.shell)).set(profile, { server, accessKey, secretKey })
  await writeProfiles(call.shell, profiles)
  await call.answer(
    { created: name, accessKey, profile },
    `account ${name} created, its keys are in profile ${profile}`,
  )
}
