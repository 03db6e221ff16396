import { spawnSync } from 'node:child_process'
import { mkdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { RunningProgram } from './run-program.ts'

/** A file system of its own under a folder, in memory. */
export interface SmallDisk {
  /** From here on so much more fits on it, in bytes. */
  leave(bytes: number): Promise<void>
}

/** Undefined where mounting is refused: the test is skipped, aloud. */
export interface SmallDisks {
  /** Over a folder, which is made when missing. */
  mount(folder: string): Promise<SmallDisk | undefined>
  /** Over a folder of a server's, which is started again with its data on the disk. */
  moveTo(server: RunningProgram, name: string): Promise<SmallDisk | undefined>
}

/** Until it is made small. */
const sizeFirst = '1g'

/** Disks that go with the test. To be called before what uses them is started: they are unmounted first, and what is open
 *  there lives on until it is closed; a folder with a disk over it could not be deleted. */
export function smallDisks(t: TestContext): SmallDisks {
  const mounted: string[] = []
  t.after(() => {
    for (const folder of mounted) command('umount', '--lazy', folder)
  })
  const mount = async (folder: string) => {
    await mkdir(folder, { recursive: true })
    const problem = command('mount', '-t', 'tmpfs', '-o', `size=${sizeFirst}`, 'tmpfs', folder)
    if (problem !== undefined) return skipped(t, problem)
    mounted.push(folder)
    return { leave: (bytes: number) => resize(folder, bytes) }
  }
  return {
    mount,
    async moveTo(server, name) {
      const [folder, aside] = [join(server.folder, name), join(server.folder, 'aside')]
      await server.kill()
      await mkdir(folder, { recursive: true })
      await rename(folder, aside)
      const disk = await mount(folder)
      if (!disk) return undefined
      // With the owner and the mode of the folder itself, which PostgreSQL looks at; and without holes: MariaDB dies when its
      // redo log, whose space it has reserved, meets a full disk.
      orThrow(command('cp', '-a', '--sparse=never', `${aside}/.`, folder))
      await rm(aside, { recursive: true })
      await server.restart()
      return disk
    },
  }
}

function skipped(t: TestContext, problem: string): undefined {
  const why = `A FULL DISK WAS NOT TRIED: no small file system can be mounted (${problem})`
  console.error(why)
  t.skip(why)
}

async function resize(folder: string, roomBytes: number): Promise<void> {
  const { blocks, bfree, bsize } = await statfs(folder)
  const bytes = (blocks - bfree) * bsize + roomBytes
  orThrow(command('mount', '-o', `remount,size=${bytes}`, folder))
}

function command(name: string, ...args: string[]): string | undefined {
  const { status, error, stderr } = spawnSync(name, args, { encoding: 'utf8' })
  return status === 0 ? undefined : `${name} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`
}

function orThrow(problem: string | undefined): void {
  if (problem !== undefined) throw new Error(problem)
}
