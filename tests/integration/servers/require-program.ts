import type { TestContext } from 'node:test'
import { installProgram } from './install-program.ts'
import type { ProgramName } from './programs.ts'

/**
 * The program's folder. A program that cannot be had fails the test, since an export nobody tried against a real server is
 * not known to work; SLUICE_TEST_INTEGRATION_OPTIONAL=1 turns that into a skip that says so (and gives undefined), for
 * machines that cannot have it.
 */
export async function requireProgram(
  t: Pick<TestContext, 'skip'>,
  name: ProgramName,
): Promise<string | undefined> {
  try {
    return await installProgram(name)
  } catch (error) {
    const why = `NOT TRIED AGAINST A REAL SERVER: ${name} cannot be had: ${error instanceof Error ? error.message : error}`
    if (!process.env['SLUICE_TEST_INTEGRATION_OPTIONAL'])
      throw new Error(`${why}\nSet SLUICE_TEST_INTEGRATION_OPTIONAL=1 to go on without`)
    console.error(why)
    t.skip(why)
    return undefined
  }
}
