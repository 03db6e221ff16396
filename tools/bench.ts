// Runs one benchmark by the name of its folder: `npm run bench http-ingest`. Without a name: lists them.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename } from 'node:path'

const [name, ...args] = process.argv.slice(2)
const benches = globSync('benchmarks/*/*.bench.ts').map(String).sort()
const bench = benches.find((file) => basename(file) === `${name}.bench.ts`)
if (bench) {
  const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', bench, ...args], {
    stdio: 'inherit',
  })
  process.exit(status ?? 1)
}
const names = benches.map((file) => basename(file, '.bench.ts')).join(', ')
process.stderr.write(`${name ? `there is no benchmark '${name}'` : 'which benchmark?'} There are: ${names}\n`)
process.exit(2)
