// Gets the servers that integration tests run against, before they are needed: `npm run test:servers [name…]`. Programs
// that are on this machine already are left alone; a program that cannot be had is named, and the exit code is 1.
import { installProgram } from '../tests/integration/servers/install-program.ts'
import { type ProgramName, programs } from '../tests/integration/servers/programs.ts'

const wanted = process.argv.slice(2)
const names = Object.keys(programs).filter(isProgram)
const unknown = wanted.filter((name) => !isProgram(name))
if (unknown.length > 0) {
  process.stderr.write(`no such program: ${unknown.join(', ')}; there are ${names.join(', ')}\n`)
  process.exit(2)
}

for (const name of names.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  try {
    process.stdout.write(`${name}: ${await installProgram(name)}\n`)
  } catch (error) {
    process.stderr.write(`${name} cannot be had: ${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 1
  }
}

function isProgram(name: string): name is ProgramName {
  return Object.hasOwn(programs, name)
}
