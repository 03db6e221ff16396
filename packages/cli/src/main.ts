import { run } from './run.ts'
import { systemShell } from './shell.ts'

// `sluice tail web | head`: who reads no more ends the command, without a complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})
process.exitCode = await run(process.argv.slice(2), systemShell())
// Connections that fetch keeps open for a next request would hold the process for seconds.
if (process.stdout.writableLength === 0) process.exit()
